package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Iterative Nash Policy Optimization: {@code (h - 1/(2 eta))^2} with {@code h = h(y+) - h(y-)} and {@code h(y) = log
 * pi(y) - tau/eta log ref(y) - (1 - tau/eta) log pi_t(y)}, on pairs sampled from pi_t, ref being the start. Zhang et
 * al. 2024, arXiv 2407.00617, section 3.
 *
 * <p>It is {@link Ipo} against a geometric mixture of the start and the previous policy. Its population minimiser is a
 * step of online mirror descent, {@code pi_{t+1} = exp(w_t / eta) ref^(tau/eta) pi_t^(1 - tau/eta) / Z}, whose last
 * iterate converges to the Nash equilibrium of the game with KL penalty tau. eta is a temperature: the smaller, the
 * further a step.
 */
public final class Inpo extends PairAlgorithm {
    private final double tau;
    private final double eta;

    /** The algorithm with the settings of its block. */
    public Inpo(Settings settings) {
        super(settings, Reference.START);
        tau = settings.number("tau", 0, 1e6);
        eta = settings.number("eta", 1e-6, 1e6);
        if (tau > eta) {
            throw settings.fault(
                    "tau", "is " + tau + " but must not exceed eta, which is " + eta + "; raise eta or lower tau");
        }
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        double share = tau / eta;
        double reference = answers.reference(answer).sum();
        double previous = answers.sampled(answer).sum();
        return new ImplicitReward(1, share * reference + (1 - share) * previous);
    }

    @Override
    PairLoss loss() {
        return PairLoss.square(1 / (2 * eta));
    }
}
