package dev.agon.protocol.summary;

import dev.agon.protocol.PolicyVersion;
import java.util.List;

/**
 * The result of a finished run.
 *
 * @param start the weights that it started from
 * @param result the last committed weights
 * @param updates the committed updates, in order
 * @param evaluations the evaluation of each version on the validation prompts; the index is the version's number
 * @param outcomes the held-out prompts one by one
 */
public record RunSummary(
        PolicyVersion start,
        PolicyVersion result,
        List<UpdateSummary> updates,
        List<Evaluation> evaluations,
        List<TestOutcome> outcomes) {
    public RunSummary {
        updates = List.copyOf(updates);
        evaluations = List.copyOf(evaluations);
        outcomes = List.copyOf(outcomes);
    }
}
