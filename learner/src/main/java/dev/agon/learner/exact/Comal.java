package dev.agon.learner.exact;

import dev.agon.protocol.settings.Settings;

/**
 * COMAL: {@link Inpo} on the regularised game, whose reference becomes the current policy every {@code reset} steps.
 * Liu et al. 2024, "COMAL: A Convergent Meta-Algorithm for Aligning LLMs with General Preferences", arXiv 2410.23223.
 * The paper's eta is 1/s.
 *
 * <p>If each stretch solved its game exactly, the KL to an equilibrium would never grow, for any tau: a conceptual prox
 * method. The last iterate approaches the equilibrium of the game itself.
 */
public final class Comal implements Dynamics {
    private final double step;
    private final double tau;
    private final int reset;

    /** The dynamics with the settings of its block. */
    public Comal(Settings settings) {
        tau = StepSize.tau(settings);
        step = StepSize.mixingConstant(settings, tau);
        reset = settings.integer("reset", 1, Integer.MAX_VALUE);
    }

    @Override
    public Update begin(Setup setup) {
        return new MovingMagnet(
                setup.reference(),
                reset,
                (policy, magnet, oracle) -> Inpo.descend(policy, magnet, policy, oracle, tau, step));
    }
}
