package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.Groups;
import dev.agon.learner.loss.Comparison;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairingTest {
    /** 0 beats 1 beats 2 beats 3, each with 0.9. */
    private static final PreferenceMatrix ORDER = PreferenceMatrix.of(4, (i, j) -> 0.9);

    private static final PreferenceMatrix CYCLE = PreferenceMatrix.of(3, (i, j) -> j - i == 1 ? 0.8 : 0.2);
    private static final PreferenceMatrix TIES = PreferenceMatrix.of(3, (i, j) -> 0.5);

    @Test
    void theBestMeetsTheWorst() {
        assertEquals(List.of(new Comparison(0, 3, 1)), pairs("best-worst", "hard", 0, ORDER));
    }

    @Test
    void halvesGoInwardsFromBothEnds() {
        assertEquals(List.of(new Comparison(0, 3, 1), new Comparison(1, 2, 1)), pairs("halves", "hard", 0, ORDER));
    }

    @Test
    void anOddOneOutMeetsNobody() {
        PreferenceMatrix three = PreferenceMatrix.of(3, (i, j) -> 1);

        assertEquals(List.of(new Comparison(0, 2, 1)), pairs("halves", "hard", 0, three));
    }

    @Test
    void softLabelsAreTheJudgesProbabilities() {
        assertEquals(List.of(new Comparison(0, 3, 0.9)), pairs("best-worst", "soft", 0, ORDER));
        PreferenceMatrix reversed = PreferenceMatrix.of(2, (i, j) -> 0.25);
        assertEquals(List.of(new Comparison(1, 0, 0.75)), pairs("all", "soft", 0, reversed));
    }

    @Test
    void allPairsOfACycleAreSeenThoughEveryWinRateIsHalf() {
        assertEquals(
                List.of(new Comparison(0, 1, 1), new Comparison(2, 0, 1), new Comparison(1, 2, 1)),
                pairs("all", "hard", 0, CYCLE));
        assertTrue(pairs("halves", "hard", 0, CYCLE).isEmpty());
    }

    @Test
    void aTieHasNoWinnerAndIsOnlyALabelAmongSoftOnes() {
        assertTrue(pairs("best-worst", "hard", 0, TIES).isEmpty());
        assertTrue(pairs("halves", "soft", 0, TIES).isEmpty());
        assertTrue(pairs("all", "hard", 0, TIES).isEmpty());
        assertEquals(3, pairs("all", "soft", 0, TIES).size());
        assertEquals(0.5, pairs("all", "soft", 0, TIES).get(0).label());
    }

    @Test
    void smallMarginsAreLeftOut() {
        // Win rates 0.9, 0.6333, 0.3667, 0.1.
        assertEquals(1, pairs("halves", "hard", 0.5, ORDER).size());
        assertEquals(3, pairs("all", "hard", 0.5, ORDER).size());
        assertTrue(pairs("best-worst", "hard", 0.9, ORDER).isEmpty());
    }

    @Test
    void aLoneAnswerMeetsNobody() {
        PreferenceMatrix one = PreferenceMatrix.of(1, (i, j) -> 1);

        for (String pairs : List.of("best-worst", "halves", "all")) {
            assertTrue(pairs(pairs, "soft", 0, one).isEmpty());
        }
    }

    @Test
    void anUnknownPairingIsRefused() {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> pairs("neighbours", "hard", 0, ORDER));

        assertTrue(String.valueOf(e.getMessage()).contains("best-worst, halves, all"), e::getMessage);
    }

    @Test
    void inpoRefusesAPriceAboveItsTemperature() {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> Example.algorithm("inpo", "tau = 3, eta = 2"));

        assertTrue(String.valueOf(e.getMessage()).contains("must not exceed eta"), e::getMessage);
    }

    private static List<Comparison> pairs(String pairs, String labels, double margin, PreferenceMatrix preference) {
        String block = "pairs = " + pairs + ", labels = " + labels + ", minimum-margin = " + margin;
        return Pairing.of(Groups.settings("agon.algorithm.dpo", block)).of(preference);
    }
}
