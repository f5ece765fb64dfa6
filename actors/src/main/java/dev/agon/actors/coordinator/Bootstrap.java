package dev.agon.actors.coordinator;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import dev.agon.protocol.summary.WinRate;
import java.util.Arrays;
import java.util.List;

/**
 * Means with intervals by the cluster bootstrap over prompts (Efron 1979, percentile method): completions of one prompt
 * are not independent, prompts are. Deterministic.
 */
@Decision
public final class Bootstrap {
    private static final int RESAMPLES = 2000;

    private final CounterRandom random;
    private final double confidence;

    /**
     * @param random of the draws
     * @param confidence coverage, such as 0.95
     */
    public Bootstrap(CounterRandom random, double confidence) {
        this.random = random;
        this.confidence = confidence;
    }

    /** The bootstrap of a run's validations. */
    Bootstrap(long seed, double confidence) {
        this(CounterRandom.of(seed).at("bootstrap"), confidence);
    }

    /** A mean and its interval. */
    public record Mean(double mean, double low, double high) {}

    /** The mean of one value a prompt. */
    public Mean mean(List<Double> perPrompt) {
        int n = perPrompt.size();
        double[] values = perPrompt.stream().mapToDouble(Double::doubleValue).toArray();
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            CounterRandom draw = random.at(r);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += values[draw.below(n, i)];
            }
            means[r] = sum / n;
        }
        Arrays.sort(means);
        double tail = (1 - confidence) / 2;
        int low = (int) Math.floor(tail * RESAMPLES);
        int high = Math.min(RESAMPLES - 1, (int) Math.ceil((1 - tail) * RESAMPLES) - 1);
        return new Mean(Arrays.stream(values).sum() / n, means[low], means[high]);
    }

    /** The win rate of these per-prompt win probabilities. */
    WinRate winRate(List<Double> perPrompt) {
        Mean mean = mean(perPrompt);
        return new WinRate(mean.mean(), mean.low(), mean.high(), perPrompt.size());
    }
}
