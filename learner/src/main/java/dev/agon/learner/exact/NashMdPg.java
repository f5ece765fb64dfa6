package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Nash-MD by policy gradient: ascent along {@code E over y ~ pi of grad log pi(y) [w_m(y) - 1/2 - tau log
 * pi(y)/ref(y)]} against the mixture {@code m = pi^(1 - beta) ref^beta / Z}. Munos et al. 2023, arXiv 2312.00886.
 *
 * <p>beta = 0 is self-play and ends at the regularised equilibrium; beta = 1 is the best response to the reference.
 * Between, the fixed point is {@code ref exp(w_m / tau) / Z}, and its mixture is the equilibrium at {@code tau / (1 -
 * beta)}.
 */
public final class NashMdPg implements Dynamics {
    private final double step;
    private final double tau;
    private final double beta;

    /** The dynamics with the settings of its block. */
    public NashMdPg(Settings settings) {
        step = StepSize.constant(settings);
        tau = StepSize.tau(settings);
        beta = settings.number("beta", 0, 1);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> {
            TabularPolicy opponent = policy.toward(setup.reference(), beta);
            return RegularisedGradient.ascend(policy, setup.reference(), policy, oracle.winRates(opponent), tau, step);
        };
    }
}
