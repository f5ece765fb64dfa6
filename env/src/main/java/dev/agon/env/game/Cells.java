package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import java.util.Locale;

/** Turns a square of numbers that somebody wrote down into win probabilities, or says which cell forbids it. */
final class Cells {
    /** Largest deviation of P(i, j) + P(j, i) from 1 that counts as rounding of written digits. */
    static final double ROUNDING = 1e-6;

    private Cells() {}

    /** Makes the exception for a cell; {@code why} continues "place: ...". */
    @FunctionalInterface
    interface Fault {
        RuntimeException at(int row, int column, String why);
    }

    /**
     * The preference that these cells state.
     *
     * @param cells square; row i, column j holds P(i beats j)
     * @throws RuntimeException the fault's, for an entry outside [0, 1], a diagonal that is not 1/2, or a pair whose
     *     sum differs from 1 by more than {@link #ROUNDING}; a smaller difference is shared by both
     */
    static PreferenceMatrix preference(double[][] cells, Fault fault) {
        for (int i = 0; i < cells.length; i++) {
            for (int j = 0; j < cells.length; j++) {
                requireProbability(cells, i, j, fault);
            }
        }
        for (int i = 0; i < cells.length; i++) {
            for (int j = 0; j <= i; j++) {
                requirePair(cells, i, j, fault);
            }
        }
        return PreferenceMatrix.of(cells.length, (i, j) -> (cells[i][j] + 1 - cells[j][i]) / 2);
    }

    private static void requireProbability(double[][] cells, int i, int j, Fault fault) {
        if (!(cells[i][j] >= 0 && cells[i][j] <= 1)) {
            throw fault.at(
                    i, j, "P(" + i + " beats " + j + ") is " + cells[i][j] + " but must be a probability in [0, 1]");
        }
    }

    private static void requirePair(double[][] cells, int i, int j, Fault fault) {
        if (Math.abs(cells[i][j] + cells[j][i] - 1) <= ROUNDING) {
            return;
        }
        if (i == j) {
            throw fault.at(
                    i,
                    j,
                    "P(" + i + " beats " + i + ") is " + cells[i][i] + " but an action ties with itself:"
                            + " write 0.5");
        }
        throw fault.at(
                i,
                j,
                String.format(
                        Locale.ROOT,
                        "P(%d beats %d) is %s and P(%d beats %d) is %s, but the two must sum to 1; correct one of them",
                        i,
                        j,
                        cells[i][j],
                        j,
                        i,
                        cells[j][i]));
    }
}
