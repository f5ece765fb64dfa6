package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * IPO-MD: gradient steps on the IPO loss with both answers from the mixture {@code m = pi^(1 - beta) ref^beta / Z}.
 * Calandriello et al. 2024, arXiv 2403.08635.
 *
 * <p>Its fixed point is that of {@link NashMdPg} with the same beta, {@code ref exp(w_m / tau) / Z}; the expectation
 * runs over the mixture instead of the policy.
 */
public final class IpoMd implements Dynamics {
    private final double step;
    private final double tau;
    private final double beta;

    /** The dynamics with the settings of its block. */
    public IpoMd(Settings settings) {
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
            TabularPolicy mixture = policy.toward(setup.reference(), beta);
            return RegularisedGradient.ascend(policy, setup.reference(), mixture, oracle.winRates(mixture), tau, step);
        };
    }
}
