package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Iterative Nash policy optimization: online mirror descent on the regularised game, {@code pi' = pi^(1 - s tau) ref^(s
 * tau) exp(s w_pi) / Z}. Zhang et al. 2024, "Iterative Nash Policy Optimization", arXiv 2407.00617; the paper's eta is
 * 1/s.
 *
 * <p>With the decreasing step {@code 2 / (tau (t + 2))} the last iterate's KL to the regularised equilibrium falls as
 * {@code 32 C^2 / (tau^2 (T + 1))}.
 */
public final class Inpo implements Dynamics {
    private final double tau;
    private final StepSize step;

    /** The dynamics with the settings of its block. */
    public Inpo(Settings settings) {
        tau = StepSize.tau(settings);
        step = StepSize.mixing(settings, tau);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> descend(policy, setup.reference(), policy, oracle, tau, step.at(steps));
    }

    /** One step from {@code policy} towards {@code reference} and against {@code opponent}. */
    static TabularPolicy descend(
            TabularPolicy policy,
            TabularPolicy reference,
            TabularPolicy opponent,
            Oracle oracle,
            double tau,
            double s) {
        return policy.toward(reference, s * tau).tilt(oracle.winRates(opponent), s);
    }
}
