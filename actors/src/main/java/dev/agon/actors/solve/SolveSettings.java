package dev.agon.actors.solve;

import dev.agon.env.game.Feedback;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * How a game is played.
 *
 * @param iterations most steps in each context
 * @param queries most queries over all contexts
 * @param seed of the labels
 * @param feedback how the preference is told
 * @param opponents comparisons for one estimate of a win rate
 * @param start name of the first policy: game, uniform, reference or rising
 * @param tau price of a nat where the algorithm has none
 */
public record SolveSettings(
        int iterations, long queries, long seed, Feedback feedback, int opponents, String start, double tau) {
    public static final int MOST_ITERATIONS = 100_000_000;

    /** The block {@code agon.solve}, without a limit of queries. */
    public static SolveSettings of(Settings settings) {
        return new SolveSettings(
                settings.integer("iterations", 1, MOST_ITERATIONS),
                Long.MAX_VALUE,
                settings.integer64("seed"),
                Feedback.parse(settings.full("feedback"), settings.text("feedback")),
                settings.integer("opponents", 1, 1_000_000),
                settings.oneOf("start", List.of("game", "uniform", "reference", "rising")),
                settings.number("tau", 1e-9, 1e6));
    }

    /** With other iterations. */
    public SolveSettings withIterations(int steps) {
        return new SolveSettings(steps, queries, seed, feedback, opponents, start, tau);
    }

    /** With another seed. */
    public SolveSettings withSeed(long other) {
        return new SolveSettings(iterations, queries, other, feedback, opponents, start, tau);
    }

    /** With other feedback. */
    public SolveSettings withFeedback(Feedback other) {
        return new SolveSettings(iterations, queries, seed, other, opponents, start, tau);
    }

    /** With as many queries as an algorithm of one pass a step spends in these iterations. */
    public SolveSettings withEqualBudget(List<MatrixGame> contexts) {
        long actions = contexts.stream().mapToLong(MatrixGame::size).sum();
        long pass = actions * (feedback.sampled() ? opponents : 1);
        return new SolveSettings(iterations, pass * iterations, seed, feedback, opponents, start, tau);
    }

    /** The first policy in a context. */
    public TabularPolicy startOf(MatrixGame game) {
        double[] rising = new double[game.size()];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = i + 1.0;
        }
        return switch (start) {
            case "uniform" -> TabularPolicy.uniform(game.size());
            case "reference" -> game.reference();
            case "rising" -> TabularPolicy.of(rising);
            default -> game.start();
        };
    }
}
