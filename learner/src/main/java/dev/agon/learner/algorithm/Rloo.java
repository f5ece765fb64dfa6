package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.settings.Settings;
import java.util.Arrays;

/**
 * REINFORCE with a leave-one-out baseline: the mean over answers of {@code - A_i log pi(y_i)} with {@code A_i = R_i -
 * mean over j != i of R_j} and {@code R = w(y) - tau log pi_t(y)/ref(y)}. Ahmadian et al. 2024, arXiv 2402.14740.
 *
 * <p>The win rates of a group sum to k/2, so the others' rewards depend on y_i: against the penalty, the reward counts
 * k/(k - 1) times. With two answers the fixed point is the equilibrium at tau/2, with many that at tau.
 */
public final class Rloo extends PolicyGradient {
    private final double tau;

    /** The algorithm with the settings of its block. */
    public Rloo(Settings settings) {
        tau = settings.number("tau", 0, 1e6);
    }

    @Override
    double[] rewards(Answers answers) {
        return priced(answers, answers.winRates(), tau);
    }

    /** {@code R_i - (sum - R_i)/(k - 1) = (R_i - mean) k/(k - 1)}; a lone answer has nothing to be compared with. */
    @Override
    double[] advantages(double[] rewards) {
        double factor = rewards.length > 1 ? rewards.length / (rewards.length - 1.0) : 0;
        return Arrays.stream(lessMean(rewards)).map(x -> x * factor).toArray();
    }

    @Override
    Term term(Earned earned) {
        return new ReinforceTerm(earned);
    }
}
