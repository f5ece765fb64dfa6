package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.protocol.Decision;
import java.util.function.DoubleUnaryOperator;

/** How far a preference is from an order, and whom an order would choose. */
@Decision
public final class Transitivity {
    private Transitivity() {}

    /** The action that wins most on average over all others (Borda 1781); the first where several do. */
    public static int bordaWinner(MatrixGame game) {
        double[] scores = new double[game.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = game.preference().winRate(i);
        }
        return largest(scores);
    }

    /** The action with the largest reward of the fitted Bradley-Terry model; the first where several have it. */
    public static int bradleyTerryWinner(MatrixGame game) {
        return largest(BradleyTerry.rewards(game));
    }

    /** Rounding must not choose among equals, so a later action wins by more than 1e-9 only. */
    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best] + 1e-9) {
                best = i;
            }
        }
        return best;
    }

    /** Share of triples whose majority preferences form a circle; 0 with fewer than three actions. */
    public static double cyclicShare(MatrixGame game) {
        double n = game.size();
        return n < 3 ? 0 : game.preference().cyclicTriples() / (n * (n - 1) * (n - 2) / 6);
    }

    /**
     * Share of the win margins {@code A = P - 1/2} that no score explains: {@code ||A - (s_i - s_j)||^2 / ||A||^2} with
     * {@code s_i} the mean of row i, the projection of Jiang et al. 2011 ("Statistical ranking and combinatorial Hodge
     * theory") on a complete graph. 1 is a pure cycle.
     */
    public static double hodgeShare(MatrixGame game) {
        return hodgeShare(game, p -> p - 0.5);
    }

    /**
     * That share of the log-odds, which is 0 exactly where the preference is Bradley-Terry.
     *
     * @return NaN where a probability is 0 or 1
     */
    public static double hodgeShareOfLogOdds(MatrixGame game) {
        for (double p : game.preference().upperTriangle()) {
            if (p <= 0 || p >= 1) {
                return Double.NaN;
            }
        }
        return hodgeShare(game, p -> Math.log(p / (1 - p)));
    }

    /**
     * The size of what no score explains, in probability: the root mean square over pairs of {@code A - (s_i - s_j)},
     * in [0, 1/2]. Unlike the share it is small where all margins are.
     */
    public static double cyclicMargin(MatrixGame game) {
        double pairs = game.size() * (game.size() - 1.0);
        return pairs > 0 ? Math.sqrt(parts(game, p -> p - 0.5).rest() / pairs) : 0;
    }

    private static double hodgeShare(MatrixGame game, DoubleUnaryOperator scale) {
        Parts parts = parts(game, scale);
        return parts.all() > 0 ? parts.rest() / parts.all() : 0;
    }

    /** Sums of squares over all ordered pairs. */
    private record Parts(double rest, double all) {}

    private static Parts parts(MatrixGame game, DoubleUnaryOperator scale) {
        int n = game.size();
        double[] means = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += scale.applyAsDouble(game.probability(i, j)) / n;
            }
        }
        double rest = 0;
        double all = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double margin = scale.applyAsDouble(game.probability(i, j));
                double left = margin - (means[i] - means[j]);
                rest += left * left;
                all += margin * margin;
            }
        }
        return new Parts(rest, all);
    }
}
