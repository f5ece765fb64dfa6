package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Nash-EMA by policy gradient: as {@link NashMdPg}, against the policy whose logits are the moving average {@code a' =
 * beta a + (1 - beta) theta} of its own, from {@code a = theta} at the start. Munos et al. 2023, arXiv 2312.00886.
 *
 * <p>beta = 0 is self-play, beta = 1 the best response to the start. For beta below 1 the fixed point is the
 * regularised equilibrium.
 */
public final class NashEmaPg implements Dynamics {
    private final double step;
    private final double tau;
    private final double beta;

    /** The dynamics with the settings of its block. */
    public NashEmaPg(Settings settings) {
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
        return new Update() {
            private TabularPolicy average = setup.start();

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                average = average.toward(policy, 1 - beta);
                return RegularisedGradient.ascend(
                        policy, setup.reference(), policy, oracle.winRates(average), tau, step);
            }
        };
    }
}
