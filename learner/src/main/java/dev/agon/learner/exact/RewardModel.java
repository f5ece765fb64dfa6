package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.RewardFit;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.OptionalDouble;

/**
 * RLHF with a reward model, a baseline: each step asks {@code comparisons} about pairs of answers, refits Bradley and
 * Terry's reward r to all comparisons so far ({@link RewardFit}), and plays the optimum of the reward with KL control,
 * {@code ref exp(r / tau) / Z}. Ouyang et al. 2022, "Training language models to follow instructions with human
 * feedback", arXiv 2203.02155.
 *
 * <p>With {@code pairs = policy} the answers are those of the policy reached, iterated reward modelling, the baseline
 * of Swamy et al. 2024, arXiv 2401.04056. With {@code pairs = start} they are those of the first policy: fixed data, of
 * which each step only adds more.
 */
public final class RewardModel implements Dynamics {
    private static final String POLICY = "policy";

    private final double tau;
    private final double prior;
    private final int comparisons;
    private final boolean iterated;

    /** The dynamics with the settings of its block. */
    public RewardModel(Settings settings) {
        tau = StepSize.tau(settings);
        prior = settings.number("prior", 1e-6, 1e6);
        comparisons = settings.integer("comparisons", 1, 1_000_000);
        iterated = settings.oneOf("pairs", List.of(POLICY, "start")).equals(POLICY);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        int n = setup.start().size();
        return new Update() {
            private final double[][] wins = new double[n][n];
            private double[] rewards = new double[n];

            @Override
            public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
                TabularPolicy asked = iterated ? policy : setup.start();
                add(oracle.compare(asked, asked, comparisons), wins);
                rewards = RewardFit.of(wins, prior, rewards);
                return setup.reference().tilt(rewards, 1 / tau);
            }
        };
    }

    private static void add(double[][] more, double[][] to) {
        for (int i = 0; i < to.length; i++) {
            for (int j = 0; j < to.length; j++) {
                to[i][j] += more[i][j];
            }
        }
    }
}
