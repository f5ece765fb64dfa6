package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * IPO with means over tokens: {@code (h - 1/(2 tau))^2} with {@code h = 1/|y+| log pi(y+)/ref(y+) - 1/|y-| log
 * pi(y-)/ref(y-)}. Azar et al. 2023, arXiv 2310.12036, equation 17, in the form in which TRL's trainer of fixed pairs
 * computes it. {@link Ipo} has the sums; the two are different algorithms, and only that one has the regularised Nash
 * equilibrium as fixed point.
 */
public final class IpoPerToken extends PairAlgorithm {
    private final double tau;

    /** The algorithm with the settings of its block. */
    public IpoPerToken(Settings settings) {
        super(settings, referenceOf(settings));
        tau = settings.number("tau", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(1.0 / answers.reference(answer).size(), answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.square(1 / (2 * tau));
    }
}
