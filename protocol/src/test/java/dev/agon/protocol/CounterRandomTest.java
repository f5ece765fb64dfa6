package dev.agon.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int DRAWS = 100_000;

    @Test
    void aNumberIsAPureFunctionOfKeyAndCounter() {
        CounterRandom one = CounterRandom.of(7).at("sample").at(3);
        CounterRandom other = CounterRandom.of(7).at("sample").at(3);
        assertEquals(one.bits(12345), other.bits(12345));
        assertEquals(one.uniform(2), other.uniform(2));
    }

    @Test
    void pathsThatDifferAnywhereGiveOtherNumbers() {
        CounterRandom root = CounterRandom.of(7);
        Set<Long> seen = new HashSet<>();
        for (CounterRandom stream : new CounterRandom[] {
            root,
            CounterRandom.of(8),
            root.at(0),
            root.at(1),
            root.at("1"),
            root.at("a").at("b"),
            root.at("b").at("a"),
            root.at("ab"),
            root.at(1).at(2),
            root.at(2).at(1)
        }) {
            assertTrue(seen.add(stream.bits(0)));
        }
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        CounterRandom random = CounterRandom.of(1).at("uniform");
        int[] cells = new int[20];
        for (int n = 0; n < DRAWS; n++) {
            double value = random.uniform(n);
            assertTrue(value >= 0 && value < 1);
            cells[(int) (value * cells.length)]++;
        }
        // Chi-square with 19 degrees of freedom: 43.8 is the 99.9 % quantile.
        double expected = (double) DRAWS / cells.length;
        double chiSquare = Arrays.stream(cells)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        assertTrue(chiSquare < 43.8, "chi-square " + chiSquare);
    }

    @Test
    void neighbouringStreamsDoNotCorrelate() {
        double sum = 0;
        for (int stream = 0; stream < DRAWS; stream++) {
            double a = CounterRandom.of(1).at(stream).uniform(0) - 0.5;
            double b = CounterRandom.of(1).at(stream + 1).uniform(0) - 0.5;
            sum += a * b;
        }
        // Standard error of the correlation is 1 / sqrt(n).
        assertTrue(Math.abs(12 * sum / DRAWS) < 4 / Math.sqrt(DRAWS), "correlation " + 12 * sum / DRAWS);
    }

    @Test
    void aFloatIsNeverOne() {
        CounterRandom random = CounterRandom.of(2);
        float largest = 0;
        for (int n = 0; n < DRAWS; n++) {
            largest = Math.max(largest, random.uniformFloat(n));
        }
        assertTrue(largest < 1 && largest > 0.999);
    }

    @Test
    void aPermutationHoldsEveryIndexOnce() {
        int[] order = CounterRandom.of(3).permutation(1000);
        assertNotEquals(0, Arrays.mismatch(order, IntStream.range(0, 1000).toArray()) + 1);
        Arrays.sort(order);
        assertArrayEquals(IntStream.range(0, 1000).toArray(), order);
    }
}
