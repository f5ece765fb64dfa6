package dev.agon.learner.loss;

/**
 * Two answers of a group that meet in a loss.
 *
 * @param chosen index of the answer that is to be preferred
 * @param rejected index of the other
 * @param label probability that the chosen one is the better; 1 for a certain label
 * @param weight factor of its loss
 */
public record Comparison(int chosen, int rejected, double label, double weight) {
    /** One of weight 1. */
    public Comparison(int chosen, int rejected, double label) {
        this(chosen, rejected, label, 1);
    }

    /** The same with another weight. */
    public Comparison weighted(double factor) {
        return new Comparison(chosen, rejected, label, factor);
    }
}
