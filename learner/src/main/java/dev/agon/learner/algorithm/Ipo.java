package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Identity Preference Optimization with sums over tokens: {@code (h - 1/(2 tau))^2} with {@code h = log pi(y+)/ref(y+)
 * - log pi(y-)/ref(y-)}. Azar et al. 2023, arXiv 2310.12036, equation 17.
 *
 * <p>On fresh answers of the policy, all pairs and soft labels ({@code p (h - 1/(2 tau))^2 + (1 - p) (h + 1/(2
 * tau))^2}) it is Online IPO (Calandriello et al. 2024, arXiv 2403.08635): the expected gradient is that of self-play
 * in the game with KL penalty tau, and its fixed point is that game's Nash equilibrium, {@code pi = ref exp(w_pi / tau)
 * / Z}. The loss is linear in p, so single drawn labels leave it unbiased.
 */
public final class Ipo extends PairAlgorithm {
    private final double tau;

    /** The algorithm with the settings of its block. */
    public Ipo(Settings settings) {
        super(settings, referenceOf(settings));
        tau = settings.number("tau", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(1, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.square(1 / (2 * tau));
    }
}
