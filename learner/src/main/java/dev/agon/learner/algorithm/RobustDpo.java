package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Robust DPO: an unbiased estimate of the loss of {@link Dpo} from labels of which a share {@code flip-rate} = e was
 * flipped, {@code [(1 - e) L(m) - e L(-m)] / (1 - 2e)} with {@code L(m) = -log sigma(m)}. Chowdhury, Kini, Natarajan
 * 2024, "Provably Robust DPO", arXiv 2403.00409.
 *
 * <p>Unlike {@link ConservativeDpo} it does not move the minimiser, and it is unbounded below as the margin of a single
 * pair grows: the loss falls without end where labels are in truth certain.
 */
public final class RobustDpo extends PairAlgorithm {
    private final double beta;
    private final double flipRate;

    /** The algorithm with the settings of its block. */
    public RobustDpo(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
        flipRate = settings.number("flip-rate", 0, 0.499);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.logistic().labelled((1 - flipRate) / (1 - 2 * flipRate));
    }
}
