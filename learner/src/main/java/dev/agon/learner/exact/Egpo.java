package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Extragradient preference optimization: a half step as {@link Inpo} takes it, then the step itself, again from where
 * the half step began, against the half point. Zhou et al. 2025, "Extragradient Preference Optimization", arXiv
 * 2503.08942. The paper's eta is s, its beta tau.
 *
 * <p>Converges linearly to the regularised equilibrium, and asks the oracle twice a step.
 */
public final class Egpo implements Dynamics {
    private final double tau;
    private final double step;

    /** The dynamics with the settings of its block. */
    public Egpo(Settings settings) {
        tau = StepSize.tau(settings);
        step = StepSize.mixingConstant(settings, tau);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> {
            TabularPolicy half = Inpo.descend(policy, setup.reference(), policy, oracle, tau, step);
            return Inpo.descend(policy, setup.reference(), half, oracle, tau, step);
        };
    }
}
