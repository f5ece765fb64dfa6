package dev.agon.actors.report;

import dev.agon.protocol.CounterRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Intervals of means over prompts by the bootstrap (Efron 1979, percentile method): prompts are drawn with replacement,
 * for answers to one prompt depend on each other. Deterministic.
 */
final class Resampling {
    private static final int RESAMPLES = 2000;

    private final CounterRandom random;
    private final double confidence;

    /**
     * @param seed of the draws
     * @param confidence coverage, such as 0.95
     */
    Resampling(long seed, double confidence) {
        this.random = CounterRandom.of(seed).at("report");
        this.confidence = confidence;
    }

    /** Mean and interval of one value a prompt. */
    Interval mean(List<Double> perPrompt) {
        double[] values = perPrompt.stream().mapToDouble(Double::doubleValue).toArray();
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            CounterRandom draw = random.at(r);
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[draw.below(values.length, i)];
            }
            means[r] = sum / values.length;
        }
        Arrays.sort(means);
        double tail = (1 - confidence) / 2;
        int low = (int) Math.floor(tail * RESAMPLES);
        int high = Math.min(RESAMPLES - 1, (int) Math.ceil((1 - tail) * RESAMPLES) - 1);
        return new Interval(Arrays.stream(values).average().orElse(Double.NaN), means[low], means[high]);
    }
}
