package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * IPO on fixed data, a baseline: {@code ref exp(w_mu / tau) / Z} with mu the starting policy, whose answers were
 * compared once and for all. Azar et al. 2023, "A General Theoretical Paradigm to Understand Learning from Human
 * Preferences", arXiv 2310.12036. Each further step adds the same number of comparisons to the data.
 */
public final class OfflineIpo implements Dynamics {
    private final double tau;

    /** The dynamics with the settings of its block. */
    public OfflineIpo(Settings settings) {
        tau = StepSize.tau(settings);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return new Update() {
            private final double[] mean = new double[setup.start().size()];

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                double[] rates = oracle.winRates(setup.start());
                for (int y = 0; y < mean.length; y++) {
                    mean[y] += (rates[y] - mean[y]) / (steps + 1);
                }
                return setup.reference().tilt(mean, 1 / tau);
            }
        };
    }
}
