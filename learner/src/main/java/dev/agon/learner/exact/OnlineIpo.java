package dev.agon.learner.exact;

import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Online IPO: gradient steps on the IPO loss with both answers from the policy itself. Calandriello et al. 2024, "Human
 * Alignment of Large Language Models through Online Preference Optimisation", arXiv 2403.08635.
 *
 * <p>The expected gradient is that of regularised self-play, so the fixed point is the regularised equilibrium
 * {@code pi = ref exp(w_pi / tau) / Z}. The step is that of {@link RegularisedGradient}: the loss's own gradient is 4 /
 * tau times larger.
 */
public final class OnlineIpo implements Dynamics {
    private final double step;
    private final double tau;

    /** The dynamics with the settings of its block. */
    public OnlineIpo(Settings settings) {
        step = StepSize.constant(settings);
        tau = StepSize.tau(settings);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) ->
                RegularisedGradient.ascend(policy, setup.reference(), policy, oracle.winRates(policy), tau, step);
    }
}
