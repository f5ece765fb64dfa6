package dev.agon.protocol.event;

import dev.agon.protocol.Completion;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.UpdateSummary;
import java.util.List;

/**
 * What the events so far amount to, so that a restart need not replay all of them. The events stay: they are the
 * ledger, a snapshot only saves time.
 *
 * @param configDigest see {@link RunEvent.RunStarted}; empty before that event
 * @param seed the run's seed
 * @param start the weights that the run starts from
 * @param dataDigest see {@link RunEvent.RunStarted}
 * @param term the latest term
 * @param updates the committed updates, in order
 * @param evaluations evaluations of versions 0, 1, ... on the validation prompts
 * @param startSamples version 0's completions of the validation prompts; empty before they are in
 * @param latestSamples the same of the version evaluated last
 * @param queue answers in training that later ones may meet, in the order in which they were learned from
 * @param openResults results of stages that are not complete, in id order
 * @param startTest the start's results on the held-out prompts, in id order; empty before they are complete
 * @param finalTest the same of the final version
 * @param finished whether the run is over
 */
public record RunSnapshot(
        String configDigest,
        long seed,
        PolicyVersion start,
        String dataDigest,
        long term,
        List<UpdateSummary> updates,
        List<Evaluation> evaluations,
        List<List<Completion>> startSamples,
        List<List<Completion>> latestSamples,
        List<QueuedAnswers> queue,
        List<WorkResult> openResults,
        List<WorkResult> startTest,
        List<WorkResult> finalTest,
        boolean finished) {
    public RunSnapshot {
        updates = List.copyOf(updates);
        evaluations = List.copyOf(evaluations);
        startSamples = startSamples.stream().map(List::copyOf).toList();
        latestSamples = latestSamples.stream().map(List::copyOf).toList();
        queue = List.copyOf(queue);
        openResults = List.copyOf(openResults);
        startTest = List.copyOf(startTest);
        finalTest = List.copyOf(finalTest);
    }
}
