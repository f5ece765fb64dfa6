package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;

/**
 * Optimistic multiplicative weights: {@code pi' = pi exp(s (2 w_t - w_{t-1})) / Z}, the last change of the win rates
 * being expected once more. Daskalakis and Panageas 2019, arXiv 1807.04252; for preferences arXiv 2512.24818. The first
 * step, without a past, is a Hedge step.
 *
 * <p>The last iterate converges, linearly in the end, to the equilibrium of the game itself.
 */
public final class Omwu implements Dynamics {
    private final double step;

    /** The dynamics with the settings of its block. */
    public Omwu(Settings settings) {
        step = StepSize.constant(settings);
    }

    @Override
    public Update begin(Setup setup) {
        return new Update() {
            private double[] previous = new double[0];

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                double[] rates = oracle.winRates(policy);
                TabularPolicy next = step(policy, rates, steps == 0 ? rates : previous);
                previous = rates;
                return next;
            }
        };
    }

    /** The step with the win rates of now and of before. */
    TabularPolicy step(TabularPolicy policy, double[] rates, double[] previous) {
        double[] expected = new double[rates.length];
        for (int y = 0; y < expected.length; y++) {
            expected[y] = 2 * rates[y] - previous[y];
        }
        return policy.tilt(expected, step);
    }
}
