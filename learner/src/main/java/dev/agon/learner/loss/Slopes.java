package dev.agon.learner.loss;

/** The value of a {@link RewardLoss} at one point, with its derivative by each reward. */
public final class Slopes {
    private final double[] byReward;
    private double loss;

    /** Zero, for so many answers. */
    public Slopes(int answers) {
        byReward = new double[answers];
    }

    /** Adds to the value. */
    public Slopes addLoss(double value) {
        loss += value;
        return this;
    }

    /** Adds to the derivative by an answer's reward. */
    public Slopes addSlope(int answer, double slope) {
        byReward[answer] += slope;
        return this;
    }

    /** Adds a share of another loss of the same answers. */
    public Slopes add(Slopes other, double factor) {
        loss += factor * other.loss;
        for (int i = 0; i < byReward.length; i++) {
            byReward[i] += factor * other.byReward[i];
        }
        return this;
    }

    /** The value. */
    public double loss() {
        return loss;
    }

    /** The derivative by an answer's reward. */
    public double by(int answer) {
        return byReward[answer];
    }
}
