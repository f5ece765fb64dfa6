package dev.agon.protocol;

import java.util.Arrays;

/**
 * Natural-log probabilities of the tokens of one completion, in order: {@code get(t) = log pi(y_t | x, y_<t)}, end
 * token included. Immutable; compares by value.
 */
public final class LogProbs {
    private final float[] values;

    private LogProbs(float[] values) {
        this.values = values;
    }

    /** The sequence of these values; the array is copied. */
    public static LogProbs of(float... values) {
        return new LogProbs(values.clone());
    }

    /** Number of tokens. */
    public int size() {
        return values.length;
    }

    /** Log-probability of the token at {@code index}, in nats. */
    public float get(int index) {
        return values[index];
    }

    /** Log-probability of the whole sequence, in nats: the sum over its tokens, accumulated in double. */
    public double sum() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /** A fresh array of the values. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogProbs logProbs && Arrays.equals(values, logProbs.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
