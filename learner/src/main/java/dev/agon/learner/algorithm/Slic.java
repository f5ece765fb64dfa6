package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Sequence likelihood calibration against a reference: the hinge {@code max(0, 1 - m)} of the margin {@code m = r(y+) -
 * r(y-)}, {@code r(y) = beta * log pi(y)/ref(y)}. Zhao et al. 2023, arXiv 2305.10425, in the normalised form of Liu et
 * al. 2023 (RSO), arXiv 2309.06657. Pairs whose margin has reached 1 teach nothing more.
 */
public final class Slic extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public Slic(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> {
            double missing = 1 - (chosen - rejected);
            return missing > 0 ? PairSlopes.ofMargin(missing, -1) : PairSlopes.ofMargin(0, 0);
        };
    }
}
