package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Simple Preference Optimization: {@code -log sigma(r(y+) - r(y-) - gamma)} with the length-normalised reward
 * {@code r(y) = beta/|y| * log pi(y)}, without a reference. Meng, Xia, Chen 2024, arXiv 2405.14734, equation 6.
 *
 * <p>The only algorithm here whose log-probability is a mean over tokens by definition. Nothing but the step size holds
 * the policy near the start.
 */
public final class SimPo extends PairAlgorithm {
    private final double beta;
    private final double gamma;

    /** The algorithm with the settings of its block. */
    public SimPo(Settings settings) {
        super(settings, Reference.PREVIOUS);
        beta = settings.number("beta", 1e-6, 1e6);
        gamma = settings.number("gamma", 0, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return new ImplicitReward(beta / answers.sampled(answer).size(), 0);
    }

    @Override
    PairLoss loss() {
        return (chosen, rejected) -> PairLoss.logistic().at(chosen - gamma, rejected);
    }
}
