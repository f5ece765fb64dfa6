package dev.agon.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PreferenceMatrixTest {
    /** COMAL3 of the preference-game literature (arXiv 2410.23223): a cycle a over c over b over a. */
    private static final double[][] CYCLE = {{.5, .1, .8}, {.9, .5, .1}, {.2, .9, .5}};

    @Property
    void bothOrdersOfAPairSumToOne(@ForAll @IntRange(min = 1, max = 9) int size, @ForAll long seed) {
        CounterRandom random = CounterRandom.of(seed);
        PreferenceMatrix matrix = PreferenceMatrix.of(size, (i, j) -> random.uniform(i * 16L + j));
        double total = 0;
        for (int i = 0; i < size; i++) {
            assertEquals(0.5, matrix.get(i, i));
            total += matrix.winRate(i);
            for (int j = 0; j < size; j++) {
                assertEquals(1, matrix.get(i, j) + matrix.get(j, i), 1e-15);
            }
        }
        assertEquals(size / 2.0, total, 1e-12, "mean win rate is one half");
    }

    @Test
    void winRateIsTheMeanOverTheOthers() {
        PreferenceMatrix matrix = PreferenceMatrix.of(3, (i, j) -> CYCLE[i][j]);
        assertEquals(0.45, matrix.winRate(0), 1e-12);
        assertEquals(0.5, matrix.winRate(1), 1e-12);
        assertEquals(0.55, matrix.winRate(2), 1e-12);
    }

    @Test
    void aCycleIsCountedAndAnOrderIsNot() {
        assertEquals(1, PreferenceMatrix.of(3, (i, j) -> CYCLE[i][j]).cyclicTriples());
        assertEquals(0, PreferenceMatrix.of(3, (i, j) -> 0.9).cyclicTriples());
        assertEquals(0, PreferenceMatrix.of(3, (i, j) -> 0.5).cyclicTriples());
        assertEquals(10, PreferenceMatrix.of(5, (i, j) -> 0.5).triples());
    }

    @Test
    void probabilitiesOutsideTheIntervalAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PreferenceMatrix.of(2, (i, j) -> 1.1));
        assertThrows(IllegalArgumentException.class, () -> PreferenceMatrix.of(2, (i, j) -> -0.1));
        assertThrows(IllegalArgumentException.class, () -> PreferenceMatrix.of(2, (i, j) -> Double.NaN));
    }

    @Test
    void teamsMeetInAllDuelsOfTheirMembers() {
        double[][] p = {{0, 0, .2, 1}, {0, 0, .4, 0}};
        PreferenceMatrix four = PreferenceMatrix.of(4, (i, j) -> i < 2 && j > 1 ? p[i][j] : .9);
        assertEquals(PreferenceMatrix.of(2, (i, j) -> .4), four.ofTeams(2));
        assertEquals(four, four.ofTeams(1));
    }
}
