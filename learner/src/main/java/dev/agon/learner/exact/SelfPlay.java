package dev.agon.learner.exact;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.learner.DivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Plays a game with itself: a player a context, each by its own update, until the iterations or the queries are spent.
 *
 * <p>Exploitability is measured, exactly and at no cost in queries, at each of the first twenty steps, then whenever
 * their number has grown by a twentieth, and at the end; of these moments the best policy is chosen.
 */
public final class SelfPlay {
    private static final double GROWTH = 1.05;

    private final int iterations;
    private final long budget;
    private final int horizon;
    private final Onlooker onlooker;
    private final List<CurvePoint> curve = new ArrayList<>();
    private List<PlayedContext> contexts = List.of();
    private int bestIteration;
    private double bestExploitability = Double.POSITIVE_INFINITY;

    /**
     * @param iterations most steps; above 0
     * @param budget most queries over all contexts; at least one step is made all the same
     */
    public SelfPlay(int iterations, long budget) {
        this(iterations, budget, iterations, new Onlooker() {});
    }

    /**
     * The same with someone who looks on.
     *
     * @param horizon steps that dynamics plan for, which may be fewer than are allowed; above 0
     */
    public SelfPlay(int iterations, long budget, int horizon, Onlooker onlooker) {
        this.iterations = iterations;
        this.budget = budget;
        this.horizon = horizon;
        this.onlooker = onlooker;
    }

    /**
     * Plays once; a second game needs a second instance.
     *
     * @param games the contexts
     * @param dynamics how players learn
     * @param start the first policy in a context
     * @param oracles who answers in a context, by its number
     * @throws DivergedException if a step size lets the numbers overflow
     */
    public Outcome play(
            List<MatrixGame> games,
            Dynamics dynamics,
            Function<MatrixGame, TabularPolicy> start,
            BiFunction<Integer, MatrixGame, Oracle> oracles) {
        List<PlayedContext> players = new ArrayList<>();
        for (int i = 0; i < games.size(); i++) {
            MatrixGame game = games.get(i);
            TabularPolicy first = start.apply(game);
            Update update = dynamics.begin(new Dynamics.Setup(game.reference(), first, horizon));
            players.add(new PlayedContext(game, first, oracles.apply(i, game), update));
        }
        contexts = List.copyOf(players);
        int done = 0;
        int nextMeasure = 1;
        measure(0);
        long cost = 0;
        while (done < iterations && queries() + cost <= budget) {
            long before = queries();
            step(done);
            done++;
            cost = queries() - before;
            if (done == nextMeasure || done == iterations || queries() + cost > budget) {
                measure(done);
                nextMeasure = Math.max(done + 1, (int) Math.ceil(done * GROWTH));
            }
        }
        return new Outcome(
                done,
                queries(),
                each(PlayedContext::last),
                each(PlayedContext::average),
                each(PlayedContext::best),
                bestIteration,
                curve);
    }

    private void step(int done) {
        try {
            for (int i = 0; i < contexts.size(); i++) {
                PlayedContext context = contexts.get(i);
                TabularPolicy from = context.last();
                context.step();
                onlooker.stepped(i, from, context.last());
            }
        } catch (ArithmeticException e) {
            throw new DivergedException(
                    "in iteration " + (done + 1) + " " + e.getMessage(), "lower the algorithm's step");
        }
    }

    private void measure(int iteration) {
        double last = 0;
        double average = 0;
        for (PlayedContext context : contexts) {
            last += context.exploitability(context.last()) / contexts.size();
            average += context.exploitability(context.average()) / contexts.size();
        }
        CurvePoint point = new CurvePoint(iteration, queries(), last, average);
        curve.add(point);
        if (last < bestExploitability) {
            bestExploitability = last;
            bestIteration = iteration;
            contexts.forEach(PlayedContext::keep);
        }
        onlooker.measured(point, each(PlayedContext::last), each(PlayedContext::average), each(PlayedContext::best));
    }

    private List<TabularPolicy> each(Function<PlayedContext, TabularPolicy> policy) {
        return contexts.stream().map(policy).toList();
    }

    private long queries() {
        return contexts.stream().mapToLong(PlayedContext::queries).sum();
    }
}
