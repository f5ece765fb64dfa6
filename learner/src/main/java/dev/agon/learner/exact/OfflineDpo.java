package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * RLHF and DPO on fixed data, a baseline: {@code ref exp(r / tau) / Z} with r the Bradley-Terry fit to pairs from mu x
 * mu, mu being the starting policy. Rafailov et al. 2023, "Direct Preference Optimization", arXiv 2305.18290; the
 * paper's beta is tau. With unlimited data the reward model's optimum and DPO's are the same. Each further step adds
 * the same number of comparisons to the data.
 */
public final class OfflineDpo implements Dynamics {
    private final double tau;

    /** The dynamics with the settings of its block. */
    public OfflineDpo(Settings settings) {
        tau = StepSize.tau(settings);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return new Update() {
            private final double[][] mean =
                    new double[setup.start().size()][setup.start().size()];
            private double[] rewards = new double[setup.start().size()];

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                double[][] pairs = oracle.pairs();
                for (int i = 0; i < mean.length; i++) {
                    for (int j = 0; j < mean.length; j++) {
                        mean[i][j] += (pairs[i][j] - mean[i][j]) / (steps + 1);
                    }
                }
                rewards = BradleyTerry.rewards(mean, setup.start().probabilities(), rewards);
                return setup.reference().tilt(rewards, 1 / tau);
            }
        };
    }
}
