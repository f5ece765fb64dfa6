package dev.agon.actors.claim;

/**
 * What came of a check in a game.
 *
 * @param check what should hold
 * @param game in which game
 * @param estimate the statistic with its interval
 * @param own median over seeds of the method's own number; NaN of a cost
 * @param other that of the other's; NaN where there is none
 */
record Verdict(Check check, String game, Estimate estimate, double own, double other) {
    /** Holds, fails, or open. */
    String word() {
        return check.verdict(estimate);
    }
}
