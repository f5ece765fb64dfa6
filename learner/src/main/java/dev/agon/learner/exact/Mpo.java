package dev.agon.learner.exact;

import dev.agon.protocol.settings.Settings;

/**
 * Magnetic preference optimization: {@code pi' = (pi magnet^(s tau) exp(s w_pi))^(1 / (1 + s tau)) / Z}, the magnet
 * becoming the current policy every {@code reset} steps. Wang et al. 2024, "Magnetic Preference Optimization", arXiv
 * 2410.16714; the paper's alpha is tau.
 *
 * <p>Each stretch approaches the equilibrium regularised towards its magnet; the magnets approach the equilibrium of
 * the game itself, in the last iterate.
 */
public final class Mpo implements Dynamics {
    private final double step;
    private final double tau;
    private final int reset;

    /** The dynamics with the settings of its block. */
    public Mpo(Settings settings) {
        step = StepSize.constant(settings);
        tau = StepSize.tau(settings);
        reset = settings.integer("reset", 1, Integer.MAX_VALUE);
    }

    @Override
    public Update begin(Setup setup) {
        return new MovingMagnet(
                setup.reference(),
                reset,
                (policy, magnet, oracle) -> NashProx.prox(policy, magnet, policy, oracle, tau, step));
    }
}
