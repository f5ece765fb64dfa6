package dev.agon.learner.loss;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Arithmetic on log-probabilities, without overflow. */
public final class LogSpace {
    private LogSpace() {}

    /** Log-probability of a whole sequence: the sum over its tokens, accumulated in double. */
    public static double sum(float[] tokenLogP) {
        double sum = 0;
        for (float value : tokenLogP) {
            sum += value;
        }
        return sum;
    }

    /** -log sigma(x) = log(1 + exp(-x)). */
    public static double negativeLogSigmoid(double x) {
        return Math.max(0, -x) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** sigma(x) = 1 / (1 + exp(-x)). */
    public static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x));
    }

    /** log of the sum of exp(values[i]) over the indices that are kept. */
    public static double logSumExp(double[] values, IntPredicate kept) {
        double max = IntStream.range(0, values.length)
                .filter(kept)
                .mapToDouble(i -> values[i])
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += kept.test(i) ? Math.exp(values[i] - max) : 0;
        }
        return max + Math.log(sum);
    }

    /** An array of one value. */
    public static float[] constant(int length, double value) {
        float[] values = new float[length];
        Arrays.fill(values, (float) value);
        return values;
    }
}
