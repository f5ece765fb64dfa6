package dev.agon.actors.claim;

import java.util.List;

/**
 * What came of a claim.
 *
 * @param claim what was claimed
 * @param tuned each method's choice
 * @param plays of each reported game
 * @param verdicts of each check in each game that it concerns
 * @param bootstrap the intervals over its seeds
 */
public record ClaimResult(
        Claim claim, List<Tuned> tuned, List<Plays> plays, List<Verdict> verdicts, SeedBootstrap bootstrap) {
    /** Copies the lists. */
    public ClaimResult {
        tuned = List.copyOf(tuned);
        plays = List.copyOf(plays);
        verdicts = List.copyOf(verdicts);
    }

    /** A figure at the end of the largest budget, over seeds. */
    Estimate end(Plays game, int method, String policy, String figure) {
        return end(game, method, policy, figure, claim.passes().size() - 1);
    }

    /** A figure at the end of one budget, by its number, over seeds. */
    Estimate end(Plays game, int method, String policy, String figure, int budget) {
        double[] ends = new double[claim.seeds()];
        for (int k = 0; k < ends.length; k++) {
            Trace trace = game.traces().get(method).get(k).get(budget);
            ends[k] = trace.end().value(game.figures().indexOf(figure), policy);
        }
        return bootstrap.median(ends);
    }
}
