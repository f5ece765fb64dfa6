package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.learner.loss.Slopes;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Regularized Self-Play Policy Optimization: the regression of {@link Sppo} on all answers plus {@code forward * KL(ref
 * || pi) + reverse * KL(pi || ref)}, ref being the start. Tang et al. 2025, arXiv 2503.00030.
 *
 * <p>Both divergences are means over the answers, which are drawn from pi_t, by importance weights: the forward one of
 * {@code - (ref/pi_t)(y) log pi(y)/ref(y)} with weights normalised to the mean 1 ({@link Answers#mixtureWeights}), the
 * reverse one of {@code rho log pi(y)/ref(y)} with {@code rho = pi/pi_t}, so that their slopes are those of the
 * divergences themselves and not of a penalty that merely looks like them.
 */
public final class Rspo extends RewardAlgorithm {
    private final double eta;
    private final double forward;
    private final double reverse;

    /** The algorithm with the settings of its block. */
    public Rspo(Settings settings) {
        super(Reference.START);
        eta = settings.number("eta", 1e-6, 1e6);
        forward = settings.number("forward", 0, 1e6);
        reverse = settings.number("reverse", 0, 1e6);
    }

    /** The log-ratio to pi_t. */
    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(1, answers.sampled(answer));
    }

    @Override
    List<Comparison> comparisons(Answers answers) {
        return Pairing.halves(answers.preference());
    }

    @Override
    int[] read(Answers answers, List<Comparison> comparisons) {
        return everyone(answers);
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.regression(everyone(answers), answer -> eta * (answers.winRate(answer) - 0.5))
                .plus(divergence(answers.logRatios(), answers.mixtureWeights(1)));
    }

    /**
     * Both divergences, each times its factor.
     *
     * @param sampled log pi_t(y)/ref(y) of each answer
     * @param weights (ref/pi_t)(y), normalised to the mean 1
     */
    private RewardLoss divergence(double[] sampled, double[] weights) {
        return rewards -> {
            int n = rewards.length;
            Slopes slopes = new Slopes(n);
            for (int i = 0; i < n; i++) {
                double ratio = Math.exp(rewards[i]);
                double logRatio = rewards[i] + sampled[i];
                slopes.addLoss((reverse * ratio - forward * weights[i]) * logRatio / n);
                slopes.addSlope(i, (reverse * ratio * (logRatio + 1) - forward * weights[i]) / n);
            }
            return slopes;
        };
    }
}
