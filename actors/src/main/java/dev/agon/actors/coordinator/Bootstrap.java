package dev.agon.actors.coordinator;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import dev.agon.protocol.summary.WinRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

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
        return interval(Arrays.stream(values).sum() / n, means);
    }

    /**
     * Figures of the mean of one vector a prompt, such as the equilibrium of a matrix of win rates; for each resample
     * of prompts they are computed anew.
     *
     * @param perPrompt at least one vector, all of the same length
     * @param figures of a mean vector, always as many
     */
    public List<Mean> figures(List<double[]> perPrompt, UnaryOperator<double[]> figures) {
        double[] all = figures.apply(mean(perPrompt, i -> i));
        double[][] resampled = new double[all.length][RESAMPLES];
        int r = 0;
        for (double[] means : resampledMeans(perPrompt)) {
            double[] values = figures.apply(means);
            for (int figure = 0; figure < all.length; figure++) {
                resampled[figure][r] = values[figure];
            }
            r++;
        }
        List<Mean> result = new ArrayList<>();
        for (int figure = 0; figure < all.length; figure++) {
            result.add(interval(all[figure], resampled[figure]));
        }
        return result;
    }

    /** The mean vector of each resample of prompts; the resamples are those of {@link #mean}. */
    public List<double[]> resampledMeans(List<double[]> perPrompt) {
        List<double[]> means = new ArrayList<>();
        for (int r = 0; r < RESAMPLES; r++) {
            CounterRandom draw = random.at(r);
            means.add(mean(perPrompt, i -> draw.below(perPrompt.size(), i)));
        }
        return means;
    }

    private static double[] mean(List<double[]> perPrompt, IntUnaryOperator drawn) {
        double[] mean = new double[perPrompt.get(0).length];
        for (int i = 0; i < perPrompt.size(); i++) {
            double[] values = perPrompt.get(drawn.applyAsInt(i));
            for (int d = 0; d < mean.length; d++) {
                mean[d] += values[d] / perPrompt.size();
            }
        }
        return mean;
    }

    private Mean interval(double mean, double[] resampled) {
        Arrays.sort(resampled);
        double tail = (1 - confidence) / 2;
        int low = (int) Math.floor(tail * RESAMPLES);
        int high = Math.min(RESAMPLES - 1, (int) Math.ceil((1 - tail) * RESAMPLES) - 1);
        return new Mean(mean, resampled[low], resampled[high]);
    }

    /** The win rate of these per-prompt win probabilities. */
    WinRate winRate(List<Double> perPrompt) {
        Mean mean = mean(perPrompt);
        return new WinRate(mean.mean(), mean.low(), mean.high(), perPrompt.size());
    }
}
