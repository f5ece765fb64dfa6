package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.settings.Settings;

/**
 * REINFORCE in self-play: the mean over answers of {@code - A log pi(y)} with {@code A = R - 1/2} and {@code R = w(y) -
 * tau log pi_t(y)/ref(y)}, w being the win rate against the policy's other answers and ref the start. Williams 1992,
 * Machine Learning 8; the log-ratio is summed over the whole answer and detached, so that the gradient is that of the
 * KL divergence.
 *
 * <p>The baseline 1/2 is the mean win rate of a policy against itself, so it depends on no answer. With fresh answers
 * at each step the fixed point is the Nash equilibrium of the game with KL penalty tau. There is no ratio to pi_t:
 * several steps on the same answers are not its gradient ({@link Spo} has it).
 */
public final class Reinforce extends PolicyGradient {
    private final double tau;

    /** The algorithm with the settings of its block. */
    public Reinforce(Settings settings) {
        tau = settings.number("tau", 0, 1e6);
    }

    @Override
    double[] rewards(Answers answers) {
        return priced(answers, answers.winRates(), tau);
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
