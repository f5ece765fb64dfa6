package dev.agon.learner.loss;

/**
 * The value of a {@link PairLoss} at one point.
 *
 * @param loss the value
 * @param chosen its derivative by the reward of the chosen answer
 * @param rejected its derivative by the reward of the rejected answer
 */
public record PairSlopes(double loss, double chosen, double rejected) {
    /** Those of a loss that sees only the margin, the chosen answer's reward less the rejected one's. */
    public static PairSlopes ofMargin(double loss, double slope) {
        return new PairSlopes(loss, slope, -slope);
    }

    /** All of it times a factor. */
    public PairSlopes times(double factor) {
        return new PairSlopes(factor * loss, factor * chosen, factor * rejected);
    }

    /** The sum with another loss of the same pair. */
    public PairSlopes plus(PairSlopes other) {
        return new PairSlopes(loss + other.loss, chosen + other.chosen, rejected + other.rejected);
    }

    /** The same with the two answers named the other way round. */
    public PairSlopes swapped() {
        return new PairSlopes(loss, rejected, chosen);
    }
}
