package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.RewardFit;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Practical DNO on drawn pairs, with or without a teacher: each step asks {@code comparisons} about pairs of answers
 * and moves by {@code pi' = pi exp(s r) / Z}, r the reward fitted to this step's comparisons alone ({@link RewardFit}).
 * Rosset et al. 2024, arXiv 2404.03715, algorithm 2; {@link DnoPractical} is the same with unlimited pairs of its own.
 *
 * <p>{@code pairs} says who is compared: {@code own} the policy with itself, {@code teacher} the teacher with the
 * policy, which is the paper's ablation DNO-Restrictive, and {@code both} half of each. The teacher is a fixed policy.
 */
public final class DnoSampled implements Dynamics {
    private static final String OWN = "own";
    private static final String BOTH = "both";

    private final Settings settings;
    private final double step;
    private final double prior;
    private final int comparisons;
    private final String pairs;
    private final double[] teacher;

    /** The dynamics with the settings of its block. */
    public DnoSampled(Settings settings) {
        this.settings = settings;
        step = StepSize.constant(settings);
        prior = settings.number("prior", 1e-6, 1e6);
        comparisons = settings.integer("comparisons", 2, 1_000_000);
        pairs = settings.oneOf("pairs", List.of(OWN, "teacher", BOTH));
        teacher = weights(settings);
        if (teacher.length == 0 && !pairs.equals(OWN)) {
            throw settings.fault("teacher", "is empty but pairs is " + pairs + "; give a weight an action");
        }
    }

    private static double[] weights(Settings settings) {
        List<String> texts = settings.texts("teacher");
        double[] weights = new double[texts.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = texts.get(i).matches("[0-9]*\\.?[0-9]+") ? Double.parseDouble(texts.get(i)) : -1;
            sum += weights[i];
            if (weights[i] < 0) {
                throw settings.fault("teacher", "holds \"" + texts.get(i) + "\" but must hold numbers of at least 0");
            }
        }
        if (weights.length > 0 && !(sum > 0)) {
            throw settings.fault("teacher", "plays nothing; give at least one action a weight above 0");
        }
        return weights;
    }

    @Override
    public Update begin(Setup setup) {
        int n = setup.start().size();
        if (teacher.length > 0 && teacher.length != n) {
            throw settings.fault("teacher", "has " + teacher.length + " weights but the game " + n + " actions");
        }
        return (policy, steps, oracle) -> policy.tilt(RewardFit.of(ask(policy, oracle), prior, new double[n]), step);
    }

    private double[][] ask(TabularPolicy policy, Oracle oracle) {
        if (pairs.equals(OWN)) {
            return oracle.compare(policy, policy, comparisons);
        }
        TabularPolicy other = TabularPolicy.of(teacher);
        if (!pairs.equals(BOTH)) {
            return oracle.compare(other, policy, comparisons);
        }
        double[][] wins = oracle.compare(policy, policy, comparisons / 2);
        double[][] more = oracle.compare(other, policy, comparisons - comparisons / 2);
        for (int i = 0; i < wins.length; i++) {
            for (int j = 0; j < wins.length; j++) {
                wins[i][j] += more[i][j];
            }
        }
        return wins;
    }
}
