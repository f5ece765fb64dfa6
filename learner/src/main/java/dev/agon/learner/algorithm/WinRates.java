package dev.agon.learner.algorithm;

/** Comparisons of win rates, which are means of a few numbers and so carry rounding errors of some 1e-16. */
final class WinRates {
    /** Differences up to this are rounding errors. */
    static final double TOLERANCE = 1e-9;

    private WinRates() {}

    /** Whether a value is at least the bound. */
    static boolean reaches(double value, double bound) {
        return value >= bound - TOLERANCE;
    }

    /** Whether a margin is a win, not a tie. */
    static boolean differ(double margin) {
        return margin > TOLERANCE;
    }
}
