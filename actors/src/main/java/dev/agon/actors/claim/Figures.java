package dev.agon.actors.claim;

import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is measured, exactly, of a policy in a context; {@code docs/metrics.md} has the formulas. */
final class Figures {
    static final String EXPLOITABILITY = "exploitability";
    static final String KL = "kl";
    private static final String KL_NASH = "kl-nash";
    private static final String KL_NASH_BOUND = "kl-nash-bound";
    private static final String WIN_PREVIOUS = "win-previous";
    private static final String WIN_PREVIOUS_LEAST = "win-previous-least";

    private static final SortedMap<String, Figure> ALL = all();

    private Figures() {}

    /** A figure of a policy. */
    @FunctionalInterface
    interface Figure {
        double of(Ground ground, TabularPolicy policy, Progress progress);
    }

    /**
     * When a policy was measured.
     *
     * @param iteration steps made
     * @param meanGain the mean P(policy beats the one before it) of the steps since the last moment; NaN before the
     *     first
     * @param leastGain the lowest; NaN before the first
     */
    record Progress(int iteration, double meanGain, double leastGain) {}

    /** The figures' names. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** Whether a figure compares with the regularised equilibrium. */
    static boolean needsEquilibrium(String name) {
        return name.equals(KL_NASH) || name.equals(KL_NASH_BOUND);
    }

    /** Whether a figure compares a policy with the one before it, which only the policy reached has. */
    static boolean isOfSteps(String name) {
        return name.equals(WIN_PREVIOUS) || name.equals(WIN_PREVIOUS_LEAST);
    }

    static double of(String name, Ground ground, TabularPolicy policy, Progress progress) {
        Figure figure = ALL.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("no figure is named " + name);
        }
        return figure.of(ground, policy, progress);
    }

    private static SortedMap<String, Figure> all() {
        SortedMap<String, Figure> figures = new TreeMap<>();
        figures.put(EXPLOITABILITY, (ground, policy, progress) -> Exploitability.of(ground.game(), policy));
        figures.put(
                "gap", (ground, policy, progress) -> Exploitability.dualityGap(ground.game(), policy, ground.tau()));
        figures.put(KL, (ground, policy, progress) -> policy.kl(ground.game().reference()));
        figures.put(KL_NASH, (ground, policy, progress) -> ground.equilibrium().kl(policy));
        figures.put(KL_NASH_BOUND, (ground, policy, progress) -> {
            double bound = 8 / (ground.tau() * ground.tau() * (progress.iteration() + 1));
            return ground.equilibrium().kl(policy) / bound;
        });
        figures.put("win-start", (ground, policy, progress) -> ground.game().winRate(policy, ground.start()));
        figures.put(WIN_PREVIOUS, (ground, policy, progress) -> progress.meanGain());
        figures.put(WIN_PREVIOUS_LEAST, (ground, policy, progress) -> progress.leastGain());
        return figures;
    }
}
