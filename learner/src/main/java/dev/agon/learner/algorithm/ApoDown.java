package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Anchored preference optimization, "down": {@code sigma(r+) + 1 - sigma(r+ - r-)}, which lowers both answers and the
 * rejected one more, {@code r(y) = beta * log pi(y)/ref(y)}. D'Oosterlinck et al. 2024, arXiv 2408.06266, equation 8.
 * For a policy that is better than the chosen answers.
 */
public final class ApoDown extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public ApoDown(Settings settings) {
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
            double margin = chosen - rejected;
            double slope = LogSpace.sigmoid(margin) * LogSpace.sigmoid(-margin);
            return PairSlopes.ofMargin(LogSpace.sigmoid(-margin), -slope)
                    .plus(new PairSlopes(
                            LogSpace.sigmoid(chosen), LogSpace.sigmoid(chosen) * LogSpace.sigmoid(-chosen), 0));
        };
    }
}
