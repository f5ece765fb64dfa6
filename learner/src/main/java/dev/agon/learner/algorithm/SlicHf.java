package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * SLiC-HF, without a reference: {@code max(0, delta - log pi(y+) + log pi(y-)) - lambda log pi(y+)}. Zhao et al. 2023,
 * "SLiC-HF: Sequence Likelihood Calibration with Human Feedback", arXiv 2305.10425, equation 1, whose regularizer's
 * target is here the chosen answer.
 */
public final class SlicHf extends PairAlgorithm {
    private final double delta;
    private final double lambda;

    /** The algorithm with the settings of its block. */
    public SlicHf(Settings settings) {
        super(settings, Reference.PREVIOUS);
        delta = settings.number("delta", 0, 1e6);
        lambda = settings.number("lambda", 0, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return new ImplicitReward(1, 0);
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> {
            double missing = delta - chosen + rejected;
            PairSlopes hinge = missing > 0 ? PairSlopes.ofMargin(missing, -1) : PairSlopes.ofMargin(0, 0);
            return hinge.plus(new PairSlopes(-lambda * chosen, -lambda, 0));
        };
    }
}
