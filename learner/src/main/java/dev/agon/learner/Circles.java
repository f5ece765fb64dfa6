package dev.agon.learner;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.env.game.metric.Transitivity;
import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * How far an iteration's verdicts are from an order of the answers to each prompt, and what a Bradley-Terry judge, for
 * whom each answer has a score, would show in its place.
 *
 * <p>Of a verdict that tells probabilities, the second is known: the probabilities of the fitted scores have no circle,
 * and the Hodge share that their curvature leaves. A verdict that holds one label a pair (0, 1/2 or 1 everywhere) tells
 * less: both shares are then functions of how often each answer won, which the scores of a Bradley-Terry model can
 * always explain (Kendall and Babington Smith 1940, "On the method of paired comparisons"). Known is only the most that
 * they are on average, whatever the scores. With odds x, y, z a triple is a circle with the probability {@code 2 x y z
 * / ((x + y)(y + z)(z + x)) <= 1/4}; the Hodge share of k answers is at most {@code (k - 2) / k}. Both are reached by
 * coins.
 */
@Decision
final class Circles {
    private static final double ROUNDING = 1e-9;
    private static final double COINS = 0.25;

    private Circles() {}

    /** Means over the groups of three or more answers; none where there is no such group. */
    static SortedMap<String, Double> of(List<JudgedGroup> groups) {
        Means means = new Means();
        for (JudgedGroup group : groups) {
            PreferenceMatrix verdict = group.verdict().preference();
            int size = verdict.size();
            if (size >= 3) {
                MatrixGame game = game(verdict);
                boolean labels = Arrays.stream(verdict.upperTriangle()).allMatch(Circles::isLabel);
                means.add("verdicts/cyclic_share", Transitivity.cyclicShare(game))
                        .add("verdicts/cyclic_share_null", labels ? COINS : 0)
                        .add("verdicts/hodge_share", Transitivity.hodgeShare(game))
                        .add("verdicts/hodge_share_null", labels ? (size - 2.0) / size : ofScores(game));
            }
        }
        return means.toMap();
    }

    private static MatrixGame game(PreferenceMatrix verdict) {
        return MatrixGame.of("verdict", MatrixGame.numbered(verdict.size()), verdict);
    }

    private static boolean isLabel(double p) {
        return p < ROUNDING || p > 1 - ROUNDING || Math.abs(p - 0.5) < ROUNDING;
    }

    private static double ofScores(MatrixGame game) {
        double[] scores = BradleyTerry.rewards(game);
        return Transitivity.hodgeShare(
                game(PreferenceMatrix.of(scores.length, (i, j) -> 1 / (1 + Math.exp(scores[j] - scores[i])))));
    }
}
