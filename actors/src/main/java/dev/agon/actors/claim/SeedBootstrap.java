package dev.agon.actors.claim;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Intervals by the bootstrap over seeds (Efron 1979, "Bootstrap methods: another look at the jackknife", percentile
 * method): the statistic of as many seeds drawn with repetition, 2,000 times. All statistics of a claim see the same
 * draws, and a seed brings all its plays along, so that differences of methods stay paired. Deterministic.
 */
@Decision
final class SeedBootstrap {
    private static final int RESAMPLES = 2000;

    private final int seeds;
    private final CounterRandom random;
    private final double confidence;

    /**
     * @param seeds how many
     * @param seed of the draws
     * @param confidence coverage, such as 0.95
     */
    SeedBootstrap(int seeds, long seed, double confidence) {
        this.seeds = seeds;
        this.random = CounterRandom.of(seed).at("claims").at("bootstrap");
        this.confidence = confidence;
    }

    /** A statistic of the numbers of seeds, some of which may come repeatedly; NaN in one resample makes it NaN. */
    Estimate of(ToDoubleFunction<int[]> statistic) {
        int[] all = new int[seeds];
        Arrays.setAll(all, i -> i);
        double[] resampled = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            CounterRandom draw = random.at(r);
            int[] drawn = new int[seeds];
            Arrays.setAll(drawn, i -> draw.below(seeds, i));
            resampled[r] = statistic.applyAsDouble(drawn);
        }
        Arrays.sort(resampled);
        double tail = (1 - confidence) / 2;
        double low = resampled[(int) Math.floor(tail * RESAMPLES)];
        double high = resampled[Math.min(RESAMPLES - 1, (int) Math.ceil((1 - tail) * RESAMPLES) - 1)];
        return new Estimate(statistic.applyAsDouble(all), low, high);
    }

    /** The median of one number a seed. */
    Estimate median(double... perSeed) {
        return of(drawn ->
                medianOf(Arrays.stream(drawn).mapToDouble(i -> perSeed[i]).toArray()));
    }

    /** The middle value, or the mean of the two in the middle. */
    static double medianOf(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
