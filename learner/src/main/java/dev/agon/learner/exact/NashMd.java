package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Nash mirror descent: {@code pi' = m exp(s w_m) / Z} with the mixture {@code m = pi^(1 - s tau) ref^(s tau) / Z}.
 * Munos et al. 2023, "Nash Learning from Human Feedback", arXiv 2312.00886; the paper's eta is s.
 *
 * <p>With the decreasing step {@code 2 / (tau (t + 2))} the last iterate reaches the regularised equilibrium as
 * {@code KL <= 8 / (tau^2 (T + 1))} (theorem 1); a constant one ends at {@code ref exp(w_m / tau) / Z}, beside it.
 */
public final class NashMd implements Dynamics {
    private final double tau;
    private final StepSize step;

    /** The dynamics with the settings of its block. */
    public NashMd(Settings settings) {
        tau = StepSize.tau(settings);
        step = StepSize.mixing(settings, tau);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> {
            double s = step.at(steps);
            TabularPolicy mixture = policy.toward(setup.reference(), s * tau);
            return mixture.tilt(oracle.winRates(mixture), s);
        };
    }
}
