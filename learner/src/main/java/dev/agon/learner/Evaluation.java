package dev.agon.learner;

import java.util.List;

/** The value of a {@link Term} at one point, with its derivatives and what is worth logging about it. */
public final class Evaluation {
    private final double loss;
    private final List<float[]> derivatives;
    private final Means metrics;

    /**
     * Holds the arguments as they are.
     *
     * @param loss the term's value
     * @param derivatives of the value by each log-probability that it was computed from, in the same shape
     * @param metrics named figures to be averaged with those of other terms
     */
    public Evaluation(double loss, List<float[]> derivatives, Means metrics) {
        this.loss = loss;
        this.derivatives = derivatives;
        this.metrics = metrics;
    }

    /** The term's value. */
    public double loss() {
        return loss;
    }

    /** Derivative of the value by each log-probability, one array a sequence. */
    public List<float[]> derivatives() {
        return derivatives;
    }

    /** Named figures to be averaged over terms. */
    public Means metrics() {
        return metrics;
    }
}
