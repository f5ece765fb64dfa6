package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Direct Preference Optimization on the policy's own answers: {@code -log sigma(r(y+) - r(y-))} with the implicit
 * reward {@code r(y) = beta * log pi(y)/ref(y)}. Rafailov et al. 2023, arXiv 2305.18290, equation 7.
 *
 * <p>Three blocks use it. With the start as reference and fresh pairs it is online DPO (OAIF: Guo et al. 2024, arXiv
 * 2402.04792); with the previous policy as reference it is iterative DPO, the pair loss of DNO-Prct without its
 * margins; with the start as reference and pairs from both ends of the ranking it is {@code dpo}.
 *
 * <p>Bradley and Terry's model of preferences is assumed: on a preference that no score explains, its fixed point is
 * not the Nash equilibrium, and certain labels drive the margin without bound.
 */
public final class Dpo extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public Dpo(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.logistic();
    }
}
