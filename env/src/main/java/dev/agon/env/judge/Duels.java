package dev.agon.env.judge;

import dev.agon.protocol.PreferenceMatrix;

/** Duels that scores decide. */
final class Duels {
    private static final double SAME = 1e-12;

    private Duels() {}

    /** The higher score wins with certainty; equal scores tie. */
    static PreferenceMatrix.Duel higherWins(double[] scores) {
        return (i, j) -> {
            double margin = scores[i] - scores[j];
            return Math.abs(margin) < SAME ? 0.5 : margin > 0 ? 1 : 0;
        };
    }

    /** P(i, j) = 1 / (1 + exp(-(s_i - s_j) / temperature)). */
    static PreferenceMatrix.Duel logistic(double[] scores, double temperature) {
        return (i, j) -> 1 / (1 + Math.exp((scores[j] - scores[i]) / temperature));
    }
}
