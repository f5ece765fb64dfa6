package dev.agon.learner.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reward models and practical DNO on drawn pairs, told the expectation of their draws. */
class RewardModelTest {
    private static double[] end(MatrixGame game, String name, int steps, String... settings) {
        List<TabularPolicy> iterates = Play.iterates(game, Play.dynamics(name, settings), steps);
        return iterates.get(steps).probabilities();
    }

    @Test
    void fixedDataWithoutEndGiveThePolicyOfOfflineDpo() {
        MatrixGame game = Play.nearReference();
        assertArrayEquals(
                end(game, "offline-dpo", 1, "tau=0.5"),
                end(game, "fixed-rm", 1, "tau=0.5", "comparisons=1000000", "prior=1e-6"),
                1e-5);
    }

    @Test
    void theFirstStepOfIteratedRewardsIsThatOfFixedOnesAndTheSecondIsNot() {
        MatrixGame game = Play.nearReference();
        assertArrayEquals(end(game, "fixed-rm", 1), end(game, "iterated-rm", 1), 0);
        double[] fixed = end(game, "fixed-rm", 2, "tau=1");
        double[] iterated = end(game, "iterated-rm", 2, "tau=1");
        assertTrue(Math.abs(fixed[0] - iterated[0]) > 1e-3);
    }

    @Test
    void fixedDataLeadIntoTheTrap() {
        MatrixGame trap = Play.game("BordaTrap");
        double[] fixed = end(trap, "fixed-rm", 50, "tau=0.01");
        assertTrue(fixed[1] > 0.99, "the action that wins most on average");
        assertEquals(.1, Exploitability.of(trap, TabularPolicy.of(fixed)), 1e-3);
    }

    @Test
    void aRewardThatExistsIsFoundByBoth() {
        MatrixGame game = Play.game("BT");
        for (String name : List.of("fixed-rm", "iterated-rm")) {
            assertTrue(end(game, name, 50, "tau=0.1")[0] > 0.99, name);
        }
    }

    @Test
    void drawnPairsWithoutEndGiveTheStepOfPracticalDno() {
        MatrixGame game = Play.nearReference();
        assertArrayEquals(
                end(game, "dno-practical", 1), end(game, "dno-sampled", 1, "comparisons=1000000", "prior=1e-6"), 1e-5);
    }

    private static Dynamics taught(String weights, String pairs) {
        Config config = ConfigFactory.parseString("agon.dynamics.dno-sampled { teacher = " + weights + ", pairs = "
                        + pairs + ", step = 1, prior = 1, comparisons = 12 }")
                .withFallback(ConfigFactory.parseResources("reference.conf"));
        return Settings.of(config, "agon.dynamics.dno-sampled").create(Dynamics.class);
    }

    /**
     * By hand: a teacher who plays the first action of RPS meets each action of a uniform policy four times in twelve.
     * It beats one and loses to the other, so their rewards are -r and r and its own is 0, with 4 (1 - sigma(r)) = r.
     */
    @Test
    void aTeachersPairsTellHowItFares() {
        MatrixGame game = Play.game("RPS").withStart(TabularPolicy.uniform(3));
        TabularPolicy next = taught("[1, 0, 0]", "teacher")
                .begin(new Dynamics.Setup(game.reference(), game.start(), 1))
                .next(game.start(), 0, Play.exact(game));
        int winner = game.probability(1, 0) > 0.5 ? 1 : 2;
        double reward = next.logP(winner) - next.logP(0);
        assertTrue(reward > 0);
        assertEquals(4 / (1 + Math.exp(reward)), reward, 1e-8);
        assertEquals(-reward, next.logP(3 - winner) - next.logP(0), 1e-8);
    }

    @Test
    void aTeacherMustPlayTheGame() {
        assertThrows(ConfigurationException.class, () -> taught("[]", "both"));
        assertThrows(ConfigurationException.class, () -> taught("[1, -1]", "both"));
        assertThrows(ConfigurationException.class, () -> taught("[0, 0]", "both"));
        MatrixGame game = Play.game("COMAL3");
        Dynamics.Setup setup = new Dynamics.Setup(game.reference(), game.start(), 1);
        assertThrows(
                ConfigurationException.class, () -> taught("[1, 2]", "both").begin(setup));
    }

    @Test
    void aStepCostsItsComparisons() {
        Outcome outcome = Play.play(Play.game("COMAL3"), Play.dynamics("iterated-rm", "comparisons=7"), 5);
        assertEquals(35, outcome.queries());
    }
}
