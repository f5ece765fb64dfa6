package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;

/**
 * DiscoPOP, the log-ratio modulated loss: {@code (1 - g) (-log sigma(m)) + g exp(-m)} with the gate {@code g = sigma(m
 * / temperature)}, {@code m = r(y+) - r(y-)} and {@code r(y) = beta * log pi(y)/ref(y)}. Lu et al. 2024, arXiv
 * 2406.08414, equation 5. It was found by a search over programs; it is not convex in m.
 */
public final class DiscoPop extends PairAlgorithm {
    private final double beta;
    private final double temperature;

    /** The algorithm with the settings of its block. */
    public DiscoPop(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
        temperature = settings.number("temperature", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> {
            double margin = chosen - rejected;
            double gate = LogSpace.sigmoid(margin / temperature);
            double closing = LogSpace.sigmoid(-margin / temperature);
            double logistic = LogSpace.negativeLogSigmoid(margin);
            double exponential = Math.exp(-margin);
            double slope = -closing * LogSpace.sigmoid(-margin)
                    - gate * exponential
                    + gate * closing / temperature * (exponential - logistic);
            return PairSlopes.ofMargin(closing * logistic + gate * exponential, slope);
        };
    }
}
