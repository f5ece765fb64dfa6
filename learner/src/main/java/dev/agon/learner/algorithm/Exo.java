package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * Efficient Exact Optimization on pairs: the reverse KL divergence from labels smoothed by e to the policy's own
 * preference, {@code sigma(m) log(sigma(m)/(1 - e)) + sigma(-m) log(sigma(-m)/e)} with {@code m = r(y+) - r(y-)},
 * {@code r(y) = beta * log pi(y)/ref(y)}. Ji et al. 2024, arXiv 2402.00856, equation 16.
 *
 * <p>DPO minimises the forward divergence, which covers modes; this one seeks them. e must lie above 0, or the second
 * logarithm is infinite.
 */
public final class Exo extends PairAlgorithm {
    private final double beta;
    private final double smoothing;

    /** The algorithm with the settings of its block. */
    public Exo(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
        smoothing = settings.number("label-smoothing", 1e-9, 0.499_999);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> {
            double margin = chosen - rejected;
            double p = LogSpace.sigmoid(margin);
            double q = LogSpace.sigmoid(-margin);
            double better = -LogSpace.negativeLogSigmoid(margin) - Math.log1p(-smoothing);
            double worse = -LogSpace.negativeLogSigmoid(-margin) - Math.log(smoothing);
            // The logarithms' own derivatives cancel: p q/p - q p/q times sigma' = p q is zero in sum.
            return PairSlopes.ofMargin(p * better + q * worse, p * q * (better - worse));
        };
    }
}
