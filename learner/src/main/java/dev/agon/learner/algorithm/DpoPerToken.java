package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * DPO with the mean instead of the sum over tokens: {@code -log sigma(r(y+) - r(y-))} with {@code r(y) = beta/|y| * log
 * pi(y)/ref(y)}. Rafailov et al. 2023, arXiv 2305.18290, equation 7, normalised by length as in SimPO (Meng et al.
 * 2024, arXiv 2405.14734, equation 4). A name of its own, because the same beta means something else per token.
 */
public final class DpoPerToken extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public DpoPerToken(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta / answers.reference(answer).size(), answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.logistic();
    }
}
