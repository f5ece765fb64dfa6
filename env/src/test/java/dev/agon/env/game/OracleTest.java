package dev.agon.env.game;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OracleTest {
    private static final MatrixGame GAME = Games.get("COMAL3");
    private static final TabularPolicy OPPONENT = TabularPolicy.of(.6, .3, .1);

    @Test
    void exactWinRatesAreTheGoldenOnes() {
        Oracle oracle = Feedback.parse("feedback", "exact").oracle(GAME, 1, CounterRandom.of(1));
        assertArrayEquals(Games.vector("/one_step/win_rates"), oracle.winRates(OPPONENT), 1e-12);
        assertEquals(3, oracle.queries());
        oracle.pairs();
        assertEquals(6, oracle.queries());
    }

    @ParameterizedTest
    @CsvSource({"bernoulli, 0", "flip:0.1, .1", "FLIP:0.3, .3"})
    void labelsAreUnbiasedUpToTheFlips(String feedback, double flip) {
        Oracle oracle = Feedback.parse("feedback", feedback).oracle(GAME, 2, CounterRandom.of(7));
        double[] exact = Games.vector("/one_step/win_rates");
        double[] sums = new double[3];
        int passes = 20_000;
        for (int pass = 0; pass < passes; pass++) {
            double[] rates = oracle.winRates(OPPONENT);
            for (int i = 0; i < 3; i++) {
                sums[i] += rates[i];
            }
        }
        double threeErrors = 3 * .5 / Math.sqrt(2.0 * passes);
        for (int i = 0; i < 3; i++) {
            assertEquals((1 - 2 * flip) * exact[i] + flip, sums[i] / passes, threeErrors);
        }
        assertEquals(6L * passes, oracle.queries());
    }

    @Test
    void aLabelIsWonOrLostAndItsMirrorImageTheOther() {
        double[][] labels = Feedback.parse("feedback", "bernoulli")
                .oracle(GAME, 1, CounterRandom.of(3))
                .pairs();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(1, labels[i][j] + labels[j][i], 0);
                assertTrue(i == j || Math.abs(labels[i][j] - .5) >= .5);
            }
        }
    }

    @Test
    void drawnPairsAreWonAsOftenAsTheExactOracleExpects() {
        TabularPolicy other = TabularPolicy.of(.2, .3, .5);
        int count = 200_000;
        Oracle exact = Feedback.parse("feedback", "exact").oracle(GAME, 1, CounterRandom.of(1));
        Oracle labels = Feedback.parse("feedback", "bernoulli").oracle(GAME, 1, CounterRandom.of(5));
        double[][] expected = exact.compare(OPPONENT, other, count);
        double[][] drawn = labels.compare(OPPONENT, other, count);
        assertEquals(count, exact.queries());
        assertEquals(count, labels.queries());
        // By hand: the pair of the first two actions comes as .6 * .3 or .2 * .3, and the first wins one in ten.
        assertEquals(count * .24 * .1, expected[0][1], 1e-6);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, drawn[i][i], 0);
            for (int j = 0; j < 3; j++) {
                assertEquals(expected[i][j], drawn[i][j], 4 * Math.sqrt(expected[i][j]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip", "flip:0.5", "flip:-0.1", "flip:x", "noisy", ""})
    void otherFeedbackIsRefused(String text) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> Feedback.parse("--feedback", text));
        assertTrue(String.valueOf(e.getMessage()).startsWith("--feedback is \"" + text + "\" but must be exact"));
    }
}
