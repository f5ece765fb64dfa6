package dev.agon.learner.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One step of each dynamics against numbers computed independently of this code. */
class OneStepTest {
    private static double[] step(String name, String... assignments) {
        List<TabularPolicy> iterates = Play.iterates(Play.nearReference(), Play.dynamics(name, assignments), 1);
        return iterates.get(1).probabilities();
    }

    @ParameterizedTest
    @CsvSource({
        "spo, step=0.5",
        "sppo, step=0.5",
        "dno-practical, step=0.5",
        "nash-md, step=0.5;tau=0.1",
        "inpo, step=0.5;tau=0.1",
        "egpo, step=0.5;tau=0.1",
        "mpo, step=0.5;tau=0.1",
        "offline-ipo, tau=0.1",
        "offline-dpo, tau=0.1",
    })
    void theStepIsTheGoldenOne(String name, String assignments) {
        assertArrayEquals(Play.golden("one-step." + name), step(name, assignments.split(";", -1)), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed-form", "uniform", "policy"})
    void theRegressionOfDnoIsTheHedgeStepWhoeverDrawsThePairs(String regression) {
        assertArrayEquals(Play.golden("one-step.spo"), step("dno", "step=0.5", "regression=" + regression), 1e-6);
    }

    @Test
    void comalBeginsWithTheStepOfInpo() {
        assertArrayEquals(Play.golden("one-step.inpo"), step("comal", "step=0.5", "tau=0.1"), 1e-6);
    }

    @Test
    void theHalfStepOfExtragradientIsThatOfInpo() {
        MatrixGame game = Play.nearReference();
        TabularPolicy half = Inpo.descend(Play.POLICY, Play.REFERENCE, Play.POLICY, Play.exact(game), 0.1, 0.5);
        assertArrayEquals(Play.golden("one-step.inpo"), half.probabilities(), 1e-6);
    }

    /**
     * INPO's loss on pairs from pi x pi, {@code P (h - s/2)^2 + (1 - P) (h + s/2)^2} with h the difference of
     * {@code log pi'/pi - s tau log ref/pi}, is flat at the closed form (arXiv 2407.00617).
     */
    @Test
    void thePairLossOfInpoIsFlatAtTheStep() {
        MatrixGame game = Play.nearReference();
        TabularPolicy next = Play.iterates(game, Play.dynamics("inpo", "step=0.5", "tau=0.1"), 1)
                .get(1);
        for (double slope : inpoSlopes(game, next)) {
            assertEquals(0, slope, 1e-12);
        }
        assertTrue(Math.abs(inpoSlopes(game, Play.POLICY)[0]) > 1e-3, "elsewhere it is not flat");
    }

    private static double[] inpoSlopes(MatrixGame game, TabularPolicy at) {
        double[] slopes = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double h = inpoRatio(at, i) - inpoRatio(at, j);
                slopes[i] += Play.POLICY.get(i) * Play.POLICY.get(j) * 2 * (h - 0.5 * (game.probability(i, j) - 0.5));
            }
        }
        return slopes;
    }

    private static double inpoRatio(TabularPolicy at, int y) {
        return at.logP(y) - 0.05 * Play.REFERENCE.logP(y) - 0.95 * Play.POLICY.logP(y);
    }

    @Test
    void optimismExpectsTheLastChangeOnceMore() {
        MatrixGame game = Play.nearReference();
        Omwu omwu = (Omwu) Play.dynamics("omwu", "step=0.5");
        assertArrayEquals(
                Play.golden("one-step.omwu"),
                omwu.step(Play.POLICY, game.winRates(Play.POLICY), game.winRates(Play.REFERENCE))
                        .probabilities(),
                1e-6);
    }

    @Test
    void bothFormsOfOptimismObeyOneRecursion() {
        MatrixGame game = Play.game("Hash10");
        Omwu omwu = (Omwu) Play.dynamics("omwu", "step=0.5");
        List<TabularPolicy> iterates = Play.iterates(game, Play.dynamics("onpo", "step=0.5"), 20);
        for (int t = 2; t < 20; t++) {
            TabularPolicy next =
                    omwu.step(iterates.get(t), game.winRates(iterates.get(t)), game.winRates(iterates.get(t - 1)));
            assertArrayEquals(next.probabilities(), iterates.get(t + 1).probabilities(), 1e-12);
        }
    }

    @Test
    void theFirstDnoStepGainsAsMuchAsTheGoldenOne() {
        MatrixGame game = Play.nearReference();
        TabularPolicy next =
                Play.iterates(game, Play.dynamics("dno", "step=0.5"), 1).get(1);
        assertEquals(.508844, game.winRate(next, Play.POLICY), 1e-6);
        assertEquals(.504460, 0.5 + 2 * next.kl(Play.POLICY), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inpo", "egpo", "comal", "nash-md"})
    void aStepThatWouldMixInMoreThanTheReferenceIsRefused(String name) {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> Play.dynamics(name, "step=11", "tau=0.1"));
        assertTrue(String.valueOf(e.getMessage()).contains("is 11.0 but may be at most 1 / tau = 10.0"));
    }
}
