package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Anchored preference optimization, "zero": {@code 1 - sigma(r+) + sigma(r-)}, which raises the chosen answer and
 * lowers the rejected one, {@code r(y) = beta * log pi(y)/ref(y)}. D'Oosterlinck et al. 2024, arXiv 2408.06266,
 * equation 7. For a policy whose own answers are worse than the chosen ones.
 */
public final class ApoZero extends PairAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public ApoZero(Settings settings) {
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
                LogSpace.sigmoid(-chosen) + LogSpace.sigmoid(rejected),
                -LogSpace.sigmoid(chosen) * LogSpace.sigmoid(-chosen),
                LogSpace.sigmoid(rejected) * LogSpace.sigmoid(-rejected));
    }
}
