package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The stages that have begun and whose results are not used yet: those that train, and at most one that evaluates.
 *
 * @param training in the order of their iterations; the next update consumes the first
 * @param evaluating whose results the next evaluation folds
 */
@Decision
record OpenStages(List<Stage> training, Optional<Stage> evaluating) {
    static final OpenStages NONE = new OpenStages(List.of(), Optional.empty());

    private static final Comparator<Stage> BY_VERSION_THEN_PURPOSE = Comparator.comparingInt(Stage::version)
            .thenComparing(Stage::purpose)
            .thenComparingInt(Stage::iteration);

    /** Units of a stage that are done, and all of them. */
    record Progress(int done, int total) {}

    // ---- changes ----------------------------------------------------------------------------------------------------

    /** With every stage that is due beside those that are open. */
    OpenStages opened(Agenda agenda) {
        List<Stage> all = new ArrayList<>(training);
        agenda.training()
                .filter(due -> training.stream().noneMatch(stage -> stage.iteration() == due))
                .forEach(due -> all.add(agenda.training(due)));
        return new OpenStages(all, evaluating.or(agenda::evaluation));
    }

    /** With the result in the stage that awaits it, if one does. */
    OpenStages with(WorkResult result) {
        return new OpenStages(
                training.stream()
                        .map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage)
                        .toList(),
                evaluating.map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage));
    }

    /** Without the training stage that an update has consumed. */
    OpenStages withoutFirstTraining() {
        return new OpenStages(training.stream().skip(1).toList(), evaluating);
    }

    OpenStages withoutEvaluation() {
        return new OpenStages(training, Optional.empty());
    }

    // ---- questions --------------------------------------------------------------------------------------------------

    /**
     * The units without a result: older versions first, training before evaluation, then by shard. Each is found when
     * it is asked for.
     */
    Collection<WorkItem> items() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<WorkItem> iterator() {
                return stages().sorted(BY_VERSION_THEN_PURPOSE)
                        .map(Stage::open)
                        .reduce(Stream.empty(), Stream::concat) // flatMap would find a whole stage at once
                        .iterator();
            }

            @Override
            public int size() {
                return stages().mapToInt(Stage::missing).sum();
            }
        };
    }

    /** The results that are in. */
    List<WorkResult> results() {
        return stages().flatMap(stage -> stage.ordered().stream()).toList();
    }

    boolean awaits(WorkId id) {
        return stages().anyMatch(stage -> stage.awaits(id));
    }

    /** Whether the unit's result is in and not used yet. */
    boolean holds(WorkId id) {
        return stages().anyMatch(stage -> stage.contains(id) && !stage.awaits(id));
    }

    /** Whether a result that is awaited answers its item completely. */
    boolean fits(WorkResult result) {
        return stages().anyMatch(stage -> stage.awaits(result.id()) && stage.fits(result));
    }

    /** How far the stage is that this unit belongs to; empty if it is closed. */
    Optional<Progress> progress(WorkId id) {
        return stages().filter(stage -> stage.contains(id))
                .findFirst()
                .map(stage -> new Progress(stage.done(), stage.items().size()));
    }

    /** The training results that the next update consumes, in id order, once all of them are in. */
    Optional<List<WorkResult>> trained() {
        return training.stream().findFirst().filter(Stage::complete).map(Stage::ordered);
    }

    /** The evaluation whose results are all in, if there is one. */
    Optional<Stage> evaluated() {
        return evaluating.filter(Stage::complete);
    }

    /** Number of the oldest version that works; empty if none does. */
    OptionalInt oldestVersion() {
        return stages().mapToInt(Stage::version).min();
    }

    private Stream<Stage> stages() {
        return Stream.concat(training.stream(), evaluating.stream());
    }
}
