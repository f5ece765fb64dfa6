package dev.agon.actors.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeedBootstrapTest {
    private static final double[] NINE = {9, 4, 1, 7, 3, 8, 2, 6, 5};

    /**
     * The median of nine draws from 1..9 is at most k where five of them are, which a binomial law tells: P(median <=
     * 1) = .0014, <= 2: .0285, <= 3: .1448, and so from above. So the interval of 97 % is 2 to 8 and that of 80 % is 3
     * to 7.
     */
    @Test
    void theIntervalOfAMedianIsThatOfTheBinomialLaw() {
        Estimate wide = new SeedBootstrap(9, 1, 0.97).median(NINE);
        assertEquals(5, wide.value(), 0);
        assertEquals(2, wide.low(), 0);
        assertEquals(8, wide.high(), 0);
        Estimate narrow = new SeedBootstrap(9, 1, 0.8).median(NINE);
        assertEquals(3, narrow.low(), 0);
        assertEquals(7, narrow.high(), 0);
    }

    /** The mean of n draws of 0 or 1, half each: its 95 % interval is 0.5 -+ 1.96 / (2 sqrt n) for large n. */
    @Test
    void theIntervalOfAMeanHasTheWidthOfItsStandardError() {
        int n = 400;
        Estimate estimate = new SeedBootstrap(n, 7, 0.95)
                .of(drawn -> Arrays.stream(drawn).map(i -> i % 2).average().orElseThrow());
        double half = 1.96 / (2 * Math.sqrt(n));
        assertEquals(0.5, estimate.value(), 1e-12);
        assertEquals(0.5 - half, estimate.low(), 0.1 * half);
        assertEquals(0.5 + half, estimate.high(), 0.1 * half);
    }

    @Test
    void equalSeedsHaveNoSpread() {
        assertEquals(new Estimate(3, 3, 3), new SeedBootstrap(5, 1, 0.95).median(3, 3, 3, 3, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertEquals(2.5, SeedBootstrap.medianOf(4, 1, 3, 2), 0);
        assertTrue(Double.isNaN(SeedBootstrap.medianOf(1, Double.NaN, Double.NaN)));
    }
}
