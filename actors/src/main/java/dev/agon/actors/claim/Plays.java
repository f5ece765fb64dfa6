package dev.agon.actors.claim;

import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The plays of all methods in one game.
 *
 * @param arena the game
 * @param figures what was measured, in the order of a moment's values
 * @param traces by method, then seed, then budget
 */
record Plays(Arena arena, List<String> figures, List<List<List<Trace>>> traces) {
    /**
     * A point of a curve.
     *
     * @param iteration steps made
     * @param queries comparisons spent
     * @param value of the figure
     */
    record Point(int iteration, long queries, double value) {}

    /** The play of the largest budget. */
    Trace end(int method, int seed) {
        List<Trace> budgets = traces.get(method).get(seed);
        return budgets.get(budgets.size() - 1);
    }

    /** A figure at the end of the largest budget. */
    double end(int method, int seed, String policy, String figure) {
        return end(method, seed).end().value(figures.indexOf(figure), policy);
    }

    /** A figure on the way: of the one play, or with several budgets at the end of each. */
    List<Point> curve(int method, int seed, String policy, String figure) {
        List<Trace> budgets = traces.get(method).get(seed);
        List<Trace.Moment> moments = budgets.size() == 1
                ? budgets.get(0).moments()
                : budgets.stream().map(Trace::end).toList();
        List<Point> points = new ArrayList<>();
        for (Trace.Moment moment : moments) {
            double value = moment.value(figures.indexOf(figure), policy);
            if (!Double.isNaN(value)) { // a figure of steps has none at the start
                points.add(new Point(moment.iteration(), moment.queries(), value));
            }
        }
        return points;
    }

    /** The figure of a method's policy at the end, brought to the distance from the reference of another's policy. */
    double atDistanceOf(int method, String policy, int other, String otherPolicy, int seed, String figure) {
        List<TabularPolicy> own = end(method, seed).end(policy);
        List<TabularPolicy> others = end(other, seed).end(otherPolicy);
        double sum = 0;
        for (int i = 0; i < own.size(); i++) {
            Ground ground = arena.grounds().get(i);
            TabularPolicy reference = ground.game().reference();
            TabularPolicy moved =
                    EqualDistance.at(own.get(i), reference, others.get(i).kl(reference));
            int iteration = end(method, seed).end().iteration();
            sum += Figures.of(figure, ground, moved, new Figures.Progress(iteration, Double.NaN, Double.NaN));
        }
        return sum / own.size();
    }

    /** What of this method is largest in any seed, such as the comparisons spent. */
    long most(int method, ToDoubleFunction<Trace> of) {
        return (long) traces.get(method).stream()
                .mapToDouble(budgets -> of.applyAsDouble(budgets.get(budgets.size() - 1)))
                .max()
                .orElse(0);
    }

    /** Exploitability of the start, the mean over contexts. */
    double start() {
        return arena.grounds().stream()
                .mapToDouble(ground -> Exploitability.of(ground.game(), ground.start()))
                .average()
                .orElse(0);
    }
}
