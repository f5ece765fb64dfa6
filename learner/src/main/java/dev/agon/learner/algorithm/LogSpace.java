package dev.agon.learner.algorithm;

import java.util.Arrays;

/** Arithmetic on log-probabilities, without overflow. */
final class LogSpace {
    private LogSpace() {}

    /** Log-probability of a whole sequence: the sum over its tokens, accumulated in double. */
    static double sum(float[] tokenLogP) {
        double sum = 0;
        for (float value : tokenLogP) {
            sum += value;
        }
        return sum;
    }

    /** -log sigma(x) = log(1 + exp(-x)). */
    static double negativeLogSigmoid(double x) {
        return Math.max(0, -x) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** sigma(x) = 1 / (1 + exp(-x)). */
    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x));
    }

    /** An array of one value. */
    static float[] constant(int length, double value) {
        float[] values = new float[length];
        Arrays.fill(values, (float) value);
        return values;
    }
}
