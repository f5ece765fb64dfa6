package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Binary classifier optimization on pairs: {@code -log sigma(r+) - log sigma(-r-)}, {@code r(y) = beta * log
 * pi(y)/ref(y)}. Jung et al. 2024, arXiv 2404.04656, without its reward shift.
 *
 * <p>The implicit reward is the logit of a classifier of good and bad answers; it bounds DPO's loss from above.
 */
public final class Bco extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public Bco(Settings settings) {
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
                LogSpace.negativeLogSigmoid(chosen) + LogSpace.negativeLogSigmoid(-rejected),
                -LogSpace.sigmoid(-chosen),
                LogSpace.sigmoid(rejected));
    }
}
