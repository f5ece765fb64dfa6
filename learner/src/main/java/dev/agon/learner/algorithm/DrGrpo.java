package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.settings.Settings;

/**
 * Dr. GRPO ("GRPO done right") on win rates: the mean over answers of the <em>sum</em> over tokens of {@code - min(rho
 * A, clip(rho, 1 - clip, 1 + clip) A)} with {@code A = R - mean R} and {@code R = w(y) - tau log pi_t(y)/ref(y)}. Liu
 * et al. 2025, "Understanding R1-Zero-Like Training", arXiv 2503.20783, section 3.
 *
 * <p>Without division by the standard deviation and by the answer's length the gradient is that of the reward. The KL
 * control in the reward is ours (the paper has none) and its gradient exact. The mean contains the answer itself, which
 * shrinks the penalty, but not the win rates, by (k - 1)/k: with k answers the fixed point is the equilibrium at tau (k
 * - 1)/k.
 */
public final class DrGrpo extends PolicyGradient {
    private final double tau;
    private final double clip;

    /** The algorithm with the settings of its block. */
    public DrGrpo(Settings settings) {
        tau = settings.number("tau", 0, 1e6);
        clip = settings.number("clip", 1e-6, 1e6);
    }

    @Override
    double[] rewards(Answers answers) {
        return priced(answers, answers.winRates(), tau);
    }

    @Override
    double[] advantages(double[] rewards) {
        return lessMean(rewards);
    }

    @Override
    Term term(Earned earned) {
        return new ClippedTerm(earned, clip, 0, 1);
    }
}
