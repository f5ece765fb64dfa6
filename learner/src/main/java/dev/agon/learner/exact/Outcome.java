package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import java.util.List;

/**
 * What came of a game.
 *
 * @param iterations steps made in each context
 * @param queries answers of the oracle over all contexts
 * @param last the policy reached, one a context
 * @param average the uniform mixture of the policies played, one a context
 * @param best the validated policy with the lowest exploitability, one a context; all of the same iteration
 * @param bestIteration when it was reached
 * @param curve what was measured on the way, oldest first; the first point is the start, the last one the end
 */
public record Outcome(
        int iterations,
        long queries,
        List<TabularPolicy> last,
        List<TabularPolicy> average,
        List<TabularPolicy> best,
        int bestIteration,
        List<CurvePoint> curve) {
    /** Copies the lists. */
    public Outcome {
        last = List.copyOf(last);
        average = List.copyOf(average);
        best = List.copyOf(best);
        curve = List.copyOf(curve);
    }
}
