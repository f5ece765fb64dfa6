package dev.agon.learner.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.env.game.metric.RegularisedEquilibrium;
import dev.agon.protocol.PreferenceMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where dynamics end, and how fast, against the specification of this project (sections 3, 4 and 14). */
class FixedPointsTest {
    private static final TabularPolicy EQUILIBRIUM = RegularisedEquilibrium.of(Play.nearReference(), 0.1);

    private static TabularPolicy end(String name, int steps, String... assignments) {
        return Play.play(Play.nearReference(), Play.dynamics(name, assignments), steps)
                .last()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "inpo, 2000",
        "egpo, 2000",
        "nash-mp, 500",
        "online-ipo, 2000",
        "nash-ema-pg, 2000",
    })
    void regularisedDynamicsEndAtTheRegularisedEquilibrium(String name, int steps) {
        assertArrayEquals(Play.golden("equilibrium"), end(name, steps).probabilities(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1, nash-md-step-1", "0.1, nash-md-step-0-1"})
    void aConstantStepOfNashMdEndsBesideIt(String step, String golden) {
        assertArrayEquals(
                Play.golden(golden), end("nash-md", 5000, "step=" + step).probabilities(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"10, 4.1e-4, 0.05e-4", "100, 3.7e-5, 0.05e-5", "1000, 2.1e-7, 0.05e-7"})
    void theDecreasingStepOfNashMdRemovesTheBiasAsFastAsProven(int steps, double golden, double rounding) {
        double kl = EQUILIBRIUM.kl(end("nash-md", steps));
        assertEquals(golden, kl, rounding);
        assertTrue(kl <= 8 / (0.1 * 0.1 * (steps + 1)));
    }

    @ParameterizedTest
    @CsvSource({"0, beta-0", "0.125, beta-0-125", "0.25, beta-0-25", "0.5, beta-0-5"})
    void policyGradientAndIpoAgainstTheMixtureShareTheirFixedPoint(double beta, String golden) {
        for (String name : List.of("nash-md-pg", "ipo-md")) {
            TabularPolicy end = end(name, 3000, "beta=" + beta);
            assertArrayEquals(Play.golden(golden), end.probabilities(), 1e-6, name);
            assertArrayEquals(
                    RegularisedEquilibrium.of(Play.nearReference(), 0.1 / (1 - beta))
                            .probabilities(),
                    end.toward(Play.REFERENCE, beta).probabilities(),
                    1e-8,
                    "the mixture is the equilibrium at tau / (1 - beta)");
        }
    }

    @Test
    void nashProxContractsByItsFactorInEveryStep() {
        List<TabularPolicy> iterates =
                Play.iterates(Play.nearReference(), Play.dynamics("nash-mp", "step=2", "tau=0.1"), 60);
        double first = EQUILIBRIUM.kl(iterates.get(0));
        for (int k = 1; k < iterates.size(); k++) {
            double bound = first * Math.pow(1 + 2 * 0.1, -k);
            assertTrue(EQUILIBRIUM.kl(iterates.get(k)) <= bound + 1e-14, "step " + k);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mpo", "comal", "mirror-prox", "omwu", "onpo"})
    void theLastIterateReachesTheEquilibriumOfTheGameItself(String name) {
        assertTrue(Play.end(Play.play(Play.game("COMAL3"), Play.dynamics(name), 1000))
                        .last()
                < 1e-8);
    }

    @Test
    void aFixedReferenceStopsBesideTheEquilibrium() {
        assertEquals(
                .01224,
                Play.end(Play.play(Play.game("COMAL3"), Play.dynamics("inpo"), 1000))
                        .last(),
                5e-6);
    }

    @Test
    void exactComalNeverMovesAwayFromTheEquilibrium() {
        MatrixGame game = Play.game("COMAL3");
        TabularPolicy nash = TabularPolicy.of(4, 3, 4);
        TabularPolicy reference = game.start();
        for (int outer = 0; outer < 50; outer++) {
            TabularPolicy next = RegularisedEquilibrium.of(game.withReference(reference), 0.3);
            assertTrue(nash.kl(next) <= nash.kl(reference) + 1e-12);
            reference = next;
        }
        assertTrue(Exploitability.of(game, reference) < 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"1, .549834, .7", "0.1, .880797, .999791"})
    void onlineDpoOnTwoActionsIsNoEquilibrium(String tau, double nash, double dpo) {
        MatrixGame game = MatrixGame.of("two", MatrixGame.numbered(2), PreferenceMatrix.of(2, (i, j) -> 0.7));
        Dynamics ipo = Play.dynamics("online-ipo", "tau=" + tau, "step=0.5");
        Dynamics online = Play.dynamics("online-dpo", "tau=" + tau);
        assertEquals(nash, Play.play(game, ipo, 5000).last().get(0).get(0), 1e-6);
        assertEquals(dpo, Play.play(game, online, 10).last().get(0).get(0), 1e-6);
    }

    @Test
    void practicalDnoFindsTheTrapsWayOutWhereFixedDataDoNot() {
        MatrixGame game = Play.game("BordaTrap");
        assertTrue(
                Play.end(Play.play(game, Play.dynamics("dno-practical"), 2000)).last() < 1e-3);
        assertEquals(
                .1, Play.end(Play.play(game, Play.dynamics("offline-dpo"), 5)).last(), 1e-2);
    }

    @Test
    void practicalDnoSpiralsOnTheCycleWhileItsMeanStays() {
        CurvePoint end = Play.end(Play.play(Play.game("COMAL3"), Play.dynamics("dno-practical"), 1000));
        assertTrue(end.average() < .05, "mean " + end.average());
        double worst = Play.play(Play.game("COMAL3"), Play.dynamics("dno-practical"), 1000).curve().stream()
                .mapToDouble(CurvePoint::last)
                .max()
                .orElseThrow();
        assertTrue(worst > .35, "worst " + worst);
    }
}
