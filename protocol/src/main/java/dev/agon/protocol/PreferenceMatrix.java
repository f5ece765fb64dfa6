package dev.agon.protocol;

import java.util.Arrays;

/**
 * Win probabilities among the n completions of a group: {@code get(i, j) = P(i beats j)} in [0, 1], a tie being 1/2.
 *
 * <p>Every instance satisfies {@code P(i, j) + P(j, i) = 1} and {@code P(i, i) = 1/2}; nothing else is assumed, so a
 * preference may be cyclic. Immutable; compares by value.
 */
public final class PreferenceMatrix {
    private static final double TOLERANCE = 1e-9;

    private final int size;
    private final double[] upper; // P(i, j) for i < j, row by row

    private PreferenceMatrix(int size, double[] upper) {
        this.size = size;
        this.upper = upper;
    }

    /** A source of win probabilities, asked for each pair i &lt; j. */
    @FunctionalInterface
    public interface Duel {
        /** P(left beats right), in [0, 1]. */
        double probability(int left, int right);
    }

    /**
     * The matrix of all duels among {@code size} competitors; only pairs with i &lt; j are asked, the others follow.
     *
     * @throws IllegalArgumentException if a probability lies outside [0, 1]
     */
    public static PreferenceMatrix of(int size, Duel duel) {
        double[] upper = new double[size * (size - 1) / 2];
        int at = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                double p = duel.probability(i, j);
                if (!(p >= -TOLERANCE && p <= 1 + TOLERANCE)) {
                    throw new IllegalArgumentException("P(" + i + " beats " + j + ") = " + p + " lies outside [0, 1]");
                }
                upper[at++] = Math.min(1, Math.max(0, p));
            }
        }
        return new PreferenceMatrix(size, upper);
    }

    /**
     * The matrix with this {@link #upperTriangle()}.
     *
     * @throws IllegalArgumentException if the number of entries does not fit or one lies outside [0, 1]
     */
    public static PreferenceMatrix ofUpperTriangle(int size, double[] upper) {
        if (size < 0 || upper.length != (long) size * (size - 1) / 2) {
            throw new IllegalArgumentException(upper.length + " duels do not fit " + size + " competitors");
        }
        return of(size, (left, right) -> upper[left * size - left * (left + 1) / 2 + (right - left - 1)]);
    }

    /** Number of competitors. */
    public int size() {
        return size;
    }

    /** P(i beats j). */
    public double get(int i, int j) {
        if (i == j) {
            return 0.5;
        }
        return i < j ? upper[index(i, j)] : 1 - upper[index(j, i)];
    }

    /** Mean win probability of i against the others; 1/2 if there are none. */
    public double winRate(int i) {
        if (size < 2) {
            return 0.5;
        }
        double sum = 0;
        for (int j = 0; j < size; j++) {
            if (j != i) {
                sum += get(i, j);
            }
        }
        return sum / (size - 1);
    }

    /** Mean win probability of the first {@code own} competitors against those from {@code from} up to {@code to}. */
    public double winRate(int own, int from, int to) {
        double sum = 0;
        for (int i = 0; i < own; i++) {
            for (int j = from; j < to; j++) {
                sum += get(i, j);
            }
        }
        return sum / (own * (to - from));
    }

    /**
     * The matrix of teams of equal size, each of neighbouring competitors: P(team i beats team j) is the mean over all
     * duels of a member of i with one of j.
     *
     * @param members of a team; divides the number of competitors
     */
    public PreferenceMatrix ofTeams(int members) {
        return of(size / members, (left, right) -> {
            double sum = 0;
            for (int i = left * members; i < (left + 1) * members; i++) {
                for (int j = right * members; j < (right + 1) * members; j++) {
                    sum += get(i, j);
                }
            }
            return sum / (members * members);
        });
    }

    /** Number of triples whose majority preferences form a cycle (i over j over k over i, ties excluded). */
    public int cyclicTriples() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                for (int k = j + 1; k < size; k++) {
                    double ij = get(i, j) - 0.5;
                    double jk = get(j, k) - 0.5;
                    double ki = get(k, i) - 0.5;
                    if ((ij > 0 && jk > 0 && ki > 0) || (ij < 0 && jk < 0 && ki < 0)) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /** Number of triples: n(n-1)(n-2)/6. */
    public int triples() {
        return size * (size - 1) * (size - 2) / 6;
    }

    /** The upper triangle, row by row: P(0,1), P(0,2), ..., P(n-2,n-1); the form in which a matrix is stored. */
    public double[] upperTriangle() {
        return upper.clone();
    }

    private int index(int i, int j) {
        return i * size - i * (i + 1) / 2 + (j - i - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreferenceMatrix matrix && size == matrix.size && Arrays.equals(upper, matrix.upper);
    }

    @Override
    public int hashCode() {
        return 31 * size + Arrays.hashCode(upper);
    }

    @Override
    public String toString() {
        return "PreferenceMatrix(" + size + ", " + Arrays.toString(upper) + ")";
    }
}
