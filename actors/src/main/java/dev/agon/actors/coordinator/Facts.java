package dev.agon.actors.coordinator;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunSnapshot;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.UpdateSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the events of a run have established; which work is open follows from it.
 *
 * @param origin what the run was begun with; empty before it was
 * @param term the latest term
 * @param updates the committed updates
 * @param validation what is known from the validation prompts
 * @param queue answers in training that later ones may meet
 * @param startTest the start's results on the held-out prompts; empty before they are complete
 * @param finalTest the same of the final version
 * @param finished whether the run is over
 */
@Decision
record Facts(
        Optional<Origin> origin,
        long term,
        List<UpdateSummary> updates,
        Validation validation,
        AnswerQueue queue,
        List<WorkResult> startTest,
        List<WorkResult> finalTest,
        boolean finished) {
    static final Facts NONE = new Facts(
            Optional.empty(),
            0,
            List.of(),
            new Validation(List.of(), List.of(), List.of()),
            AnswerQueue.EMPTY,
            List.of(),
            List.of(),
            false);

    /**
     * The validated versions.
     *
     * @param evaluations by version
     * @param startSamples completions of version 0 for each validation prompt
     * @param latestSamples the same of the last validated version
     */
    record Validation(
            List<Evaluation> evaluations, List<List<Completion>> startSamples, List<List<Completion>> latestSamples) {

        Validation plus(Evaluation evaluation, List<List<Completion>> samples) {
            return new Validation(
                    appended(evaluations, evaluation), startSamples.isEmpty() ? samples : startSamples, samples);
        }

        /** For each prompt the completions of the last validated version, then those of the start. */
        List<List<Completion>> rivals() {
            List<List<Completion>> rivals = new ArrayList<>();
            for (int p = 0; p < startSamples.size(); p++) {
                List<Completion> both = new ArrayList<>(latestSamples.get(p));
                both.addAll(startSamples.get(p));
                rivals.add(both);
            }
            return rivals;
        }
    }

    static Facts of(RunSnapshot snapshot) {
        return new Facts(
                snapshot.configDigest().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Origin(
                                snapshot.configDigest(), snapshot.seed(), snapshot.start(), snapshot.dataDigest())),
                snapshot.term(),
                snapshot.updates(),
                new Validation(snapshot.evaluations(), snapshot.startSamples(), snapshot.latestSamples()),
                new AnswerQueue(snapshot.queue()),
                snapshot.startTest(),
                snapshot.finalTest(),
                snapshot.finished());
    }

    /** What {@link #of} needs, and the results of the open stages. */
    RunSnapshot snapshot(RunPlan plan, List<WorkResult> openResults) {
        Origin begun = origin.orElseGet(() -> Origin.of(plan));
        return new RunSnapshot(
                begun.configDigest(),
                begun.seed(),
                begun.start(),
                begun.dataDigest(),
                term,
                updates,
                validation.evaluations(),
                validation.startSamples(),
                validation.latestSamples(),
                queue.entries(),
                openResults,
                startTest,
                finalTest,
                finished);
    }

    /** Whether the run has begun. */
    boolean started() {
        return origin.isPresent();
    }

    /** The committed version of this number, or the start, where the plan says that it lies. */
    PolicyVersion version(RunPlan plan, int number) {
        return number == 0 ? plan.start() : updates.get(number - 1).version();
    }

    /** Whether the unit belongs to a stage whose results have been used. */
    boolean used(WorkId id) {
        return switch (id.purpose()) {
            case TRAIN -> id.iteration() < updates.size();
            case VALIDATE -> id.iteration() < validation.evaluations().size();
            case TEST -> !(id.iteration() == 0 ? startTest : finalTest).isEmpty();
        };
    }

    Facts begunWith(Origin begun) {
        return new Facts(Optional.of(begun), term, updates, validation, queue, startTest, finalTest, finished);
    }

    Facts inTerm(long begun) {
        return new Facts(origin, begun, updates, validation, queue, startTest, finalTest, finished);
    }

    Facts updated(UpdateSummary update, AnswerQueue left) {
        return new Facts(origin, term, appended(updates, update), validation, left, startTest, finalTest, finished);
    }

    Facts validated(Evaluation evaluation, List<List<Completion>> samples) {
        return new Facts(
                origin, term, updates, validation.plus(evaluation, samples), queue, startTest, finalTest, finished);
    }

    Facts tested(List<WorkResult> results) {
        return startTest.isEmpty()
                ? new Facts(origin, term, updates, validation, queue, results, finalTest, finished)
                : new Facts(origin, term, updates, validation, queue, startTest, results, finished);
    }

    Facts ended() {
        return new Facts(origin, term, updates, validation, queue, startTest, finalTest, true);
    }

    private static <T> List<T> appended(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }
}
