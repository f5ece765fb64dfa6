package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.Author;
import dev.agon.protocol.settings.Settings;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Nash-EMA-PG: a policy gradient whose opponent has the moving average of the policy's weights: the mean over answers
 * of {@code - A log pi(y)} with {@code A = P(y > y') - 1/2 - tau log pi_t(y)/ref(y)}, y' drawn from the average. Munos
 * et al. 2023, "Nash Learning from Human Feedback", arXiv 2312.00886, section 7.
 *
 * <p>The average of version t is {@code a_t = beta a_(t-1) + (1 - beta) theta_t} with {@code a_0 = theta_0}, the start:
 * an update of the paper is here an iteration, after which fresh answers are drawn. The average answers each prompt as
 * often as the policy, and P(y > y') is the mean over its answers. The log-ratio is that of the whole answer, ref being
 * the start. beta = 0 is self-play, against fresh answers of the policy itself; beta = 1 is the best response to the
 * start. For beta below 1 the fixed point is the Nash equilibrium of the game with KL penalty tau.
 */
public final class NashEmaPg extends PolicyGradient {
    private final double tau;
    private final double beta;

    /** The algorithm with the settings of its block. */
    public NashEmaPg(Settings settings) {
        tau = settings.number("tau", 0, 1e6);
        beta = settings.number("beta", 0, 1);
    }

    @Override
    public OptionalDouble averageDecay() {
        return OptionalDouble.of(beta);
    }

    @Override
    double[] rewards(Answers answers) {
        int[] opponents = answers.by(Author.AVERAGE).toArray();
        double[] winRates = IntStream.range(0, answers.own())
                .mapToDouble(i -> Arrays.stream(opponents)
                        .mapToDouble(j -> answers.preference().get(i, j))
                        .average()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the group " + answers.group() + " has no answer of the average")))
                .toArray();
        return priced(answers, winRates, tau);
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
