package dev.agon.learner.exact;

import dev.agon.protocol.settings.Settings;

/**
 * SPO in its tabular form: Hedge on the win rate against oneself, {@code pi' = pi exp(s w_pi) / Z}. Swamy et al. 2024,
 * "A Minimaximalist Approach to Reinforcement Learning from Human Feedback", arXiv 2401.04056.
 *
 * <p>The game is symmetric, so one learner without regret suffices: the exploitability of the mean of the iterates is
 * exactly its regret a step, {@code max_y mean_t w_t(y) - 1/2}. The last iterate circles on cyclic preferences. The
 * step {@code tuned} is {@code sqrt(8 ln n / T)} for the T steps that are planned, which bounds the mean's
 * exploitability from a uniform start by {@code sqrt(ln n / (2 T))} (Cesa-Bianchi and Lugosi 2006, theorem 2.2).
 */
public final class Hedge implements Dynamics {
    private static final String TUNED = "tuned";

    private final double step; // NaN: tuned

    /** The dynamics with the settings of its block. */
    public Hedge(Settings settings) {
        step = settings.text("step").equals(TUNED) ? Double.NaN : StepSize.constant(settings);
    }

    @Override
    public Update begin(Setup setup) {
        double s = Double.isNaN(step) ? Math.sqrt(8 * Math.log(setup.start().size()) / setup.horizon()) : step;
        return (policy, steps, oracle) -> policy.tilt(oracle.winRates(policy), s);
    }
}
