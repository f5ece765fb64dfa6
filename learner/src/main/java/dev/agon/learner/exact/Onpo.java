package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;

/**
 * Optimistic Nash policy optimization: optimistic mirror descent with two sequences. Zhang et al. 2025, "Improving LLM
 * General Preference Alignment via Optimistic Online Mirror Descent", arXiv 2502.16852.
 *
 * <p>Play pi_t; then {@code base' = base exp(s w_t) / Z} and {@code pi_{t+1} = base' exp(s w_t) / Z}, the last win
 * rates being the forecast of the next. The mean of the iterates has a duality gap of O(1/T). After the first step the
 * recursion is that of {@link Omwu}.
 */
public final class Onpo implements Dynamics {
    private final double step;

    /** The dynamics with the settings of its block. */
    public Onpo(Settings settings) {
        step = StepSize.constant(settings);
    }

    @Override
    public Update begin(Setup setup) {
        return new Update() {
            private TabularPolicy base = setup.start();

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                double[] rates = oracle.winRates(policy);
                base = base.tilt(rates, step);
                return base.tilt(rates, step);
            }
        };
    }
}
