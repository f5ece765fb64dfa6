package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Noise contrastive alignment of pairs: {@code -log sigma(r+) - 1/2 log sigma(-r+) - 1/2 log sigma(-r-)} with
 * {@code r(y) = beta * log pi(y)/ref(y)}. Chen et al. 2024, "Noise Contrastive Alignment of Language Models with
 * Explicit Rewards", arXiv 2402.05369, the case of two answers of which one is chosen.
 *
 * <p>It weighs each answer's own reward and not only their difference, which keeps the chosen one's likelihood from
 * falling.
 */
public final class Nca extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public Nca(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> new PairSlopes(
                LogSpace.negativeLogSigmoid(chosen)
                        + (LogSpace.negativeLogSigmoid(-chosen) + LogSpace.negativeLogSigmoid(-rejected)) / 2,
                -LogSpace.sigmoid(-chosen) + LogSpace.sigmoid(chosen) / 2,
                LogSpace.sigmoid(rejected) / 2);
    }
}
