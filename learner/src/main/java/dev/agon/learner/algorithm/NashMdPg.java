package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;

/**
 * Nash-MD-PG: a policy gradient whose opponent is the geometric mixture {@code pi^(1 - beta) ref^beta} of the policy
 * and the start: the mean over answers of {@code - A log pi(y)} with {@code A = P(y > y') - 1/2 - tau log
 * pi_t(y)/ref(y)}, y' drawn from the mixture. Munos et al. 2023, "Nash Learning from Human Feedback", arXiv 2312.00886,
 * section 7.
 *
 * <p>The opponents are the policy's other answers to the prompt, drawn from pi_t, with importance weights for the
 * mixture ({@link Answers#mixtureWeights}); that is the mixture of whole answers, which the definition asks for. The
 * log-ratio is that of the whole answer: a penalty token by token would lose what a token does to the tokens after it.
 * beta = 0 is {@link Reinforce}; the mixture at the fixed point is the Nash equilibrium of the game with KL penalty
 * tau/(1 - beta).
 */
public final class NashMdPg extends PolicyGradient {
    private final double tau;
    private final double beta;

    /** The algorithm with the settings of its block. */
    public NashMdPg(Settings settings) {
        tau = settings.number("tau", 0, 1e6);
        beta = settings.number("beta", 0, 1);
    }

    @Override
    double[] rewards(Answers answers) {
        double[] weights = answers.mixtureWeights(beta);
        double[] winRates = new double[answers.size()];
        for (int i = 0; i < winRates.length; i++) {
            winRates[i] = winRate(answers.preference(), weights, i);
        }
        return priced(answers, winRates, tau);
    }

    /** Weighted mean of P(y_i beats y_j) over the others; 1/2 if there are none. */
    private static double winRate(PreferenceMatrix preference, double[] weights, int i) {
        double wins = 0;
        double total = 0;
        for (int j = 0; j < weights.length; j++) {
            if (j != i) {
                wins += weights[j] * preference.get(i, j);
                total += weights[j];
            }
        }
        return total > 0 ? wins / total : 0.5;
    }

    @Override
    double[] advantages(double[] rewards) {
        return lessHalf(rewards);
    }

    @Override
    Term term(Earned earned) {
        return new ReinforceTerm(earned);
    }
}
