package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Nash mirror prox (Nash-MP): two steps with the penalty taken implicitly, {@code (pi ref^(s tau) exp(s w))^(1 / (1 + s
 * tau)) / Z}, the first against pi, the second, again from pi, against the first's result. Tiapkin et al. 2025,
 * "Accelerating Nash Learning from Human Feedback via Mirror Prox", arXiv 2505.19731; the paper's beta is tau.
 *
 * <p>Converges linearly to the regularised equilibrium: with s = 2 the KL to it falls at least by 1 / (1 + 2 tau) a
 * step. Asks the oracle twice a step.
 */
public final class NashProx implements Dynamics {
    private final double tau;
    private final double step;

    /** The dynamics with the settings of its block. */
    public NashProx(Settings settings) {
        tau = StepSize.tau(settings);
        step = StepSize.constant(settings);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> {
            TabularPolicy half = prox(policy, setup.reference(), policy, oracle, tau, step);
            return prox(policy, setup.reference(), half, oracle, tau, step);
        };
    }

    /** One implicit step from {@code policy} towards {@code magnet} and against {@code opponent}. */
    static TabularPolicy prox(
            TabularPolicy policy, TabularPolicy magnet, TabularPolicy opponent, Oracle oracle, double tau, double s) {
        double share = 1 / (1 + s * tau);
        return policy.toward(magnet, s * tau * share).tilt(oracle.winRates(opponent), s * share);
    }
}
