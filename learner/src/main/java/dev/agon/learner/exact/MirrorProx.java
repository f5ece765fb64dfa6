package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;

/**
 * The two steps of {@link NashProx} with the moving reference of {@link Comal}: linear to each regularised equilibrium,
 * and through the references to that of the game itself. Not of one paper: the outer loop of arXiv 2410.23223 around
 * the inner solver of arXiv 2505.19731. Asks the oracle twice a step.
 */
public final class MirrorProx implements Dynamics {
    private final double step;
    private final double tau;
    private final int reset;

    /** The dynamics with the settings of its block. */
    public MirrorProx(Settings settings) {
        step = StepSize.constant(settings);
        tau = StepSize.tau(settings);
        reset = settings.integer("reset", 1, Integer.MAX_VALUE);
    }

    @Override
    public Update begin(Setup setup) {
        return new MovingMagnet(setup.reference(), reset, (policy, magnet, oracle) -> {
            TabularPolicy half = NashProx.prox(policy, magnet, policy, oracle, tau, step);
            return NashProx.prox(policy, magnet, half, oracle, tau, step);
        });
    }
}
