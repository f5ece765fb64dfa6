package dev.agon.learner.algorithm;

import dev.agon.learner.Term;
import dev.agon.protocol.settings.Settings;
import java.util.Arrays;

/**
 * Group Relative Policy Optimization on win rates: the mean over answers, and over each answer's tokens, of {@code -
 * min(rho A, clip(rho, 1 - clip, 1 + clip) A) + beta * (exp(-d) - 1 + d)} with {@code A = (w - mean)/(std + 1e-4)},
 * {@code rho = pi/pi_t}, {@code d = log pi/ref}. Shao et al. 2024, "DeepSeekMath", arXiv 2402.03300, equations 3 and 4.
 * The standard deviation is the sample's, with k - 1.
 *
 * <p>Division by the standard deviation rescales prompts against each other, and with it the game's temperature: this
 * is <em>not</em> the gradient of the self-play game. {@link DrGrpo} leaves it out. The penalty is an estimate of the
 * KL divergence as a value; its gradient is not that of the divergence.
 */
public final class Grpo extends PolicyGradient {
    private static final double SMALL = 1e-4;

    private final double clip;
    private final double beta;

    /** The algorithm with the settings of its block. */
    public Grpo(Settings settings) {
        clip = settings.number("clip", 1e-6, 1e6);
        beta = settings.number("beta", 0, 1e6);
    }

    @Override
    double[] rewards(Answers answers) {
        return answers.winRates();
    }

    @Override
    double[] advantages(double[] rewards) {
        double[] centred = lessMean(rewards);
        double squares = Arrays.stream(centred).map(x -> x * x).sum();
        double deviation = Math.sqrt(squares / Math.max(1, rewards.length - 1));
        return Arrays.stream(centred).map(x -> x / (deviation + SMALL)).toArray();
    }

    @Override
    Term term(Earned earned) {
        int length = earned.answers().sampled(earned.answer()).size();
        return new ClippedTerm(earned, clip, beta, 1.0 / length);
    }

    @Override
    boolean teachesAnyway() {
        return beta > 0;
    }
}
