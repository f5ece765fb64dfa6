package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The stages that have begun and whose results are not used yet: at most one that trains, and one that evaluates.
 *
 * @param training whose results the next update consumes
 * @param evaluating whose results the next evaluation folds
 */
@Decision
record OpenStages(Optional<Stage> training, Optional<Stage> evaluating) {
    static final OpenStages NONE = new OpenStages(Optional.empty(), Optional.empty());

    private static final Comparator<WorkItem> BY_VERSION_THEN_PURPOSE = Comparator.<WorkItem>comparingInt(
                    item -> item.id().iteration())
            .thenComparing(item -> item.id().purpose())
            .thenComparingInt(item -> item.id().shard());

    /** Units of a stage that are done, and all of them. */
    record Progress(int done, int total) {}

    // ---- changes ----------------------------------------------------------------------------------------------------

    /** With every stage that is due beside those that are open. */
    OpenStages opened(Agenda agenda) {
        return new OpenStages(training.or(agenda::training), evaluating.or(agenda::evaluation));
    }

    /** With the result in the stage that awaits it, if one does. */
    OpenStages with(WorkResult result) {
        return new OpenStages(
                training.map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage),
                evaluating.map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage));
    }

    OpenStages withoutTraining() {
        return new OpenStages(Optional.empty(), evaluating);
    }

    OpenStages withoutEvaluation() {
        return new OpenStages(training, Optional.empty());
    }

    // ---- questions --------------------------------------------------------------------------------------------------

    /** The units without a result: older versions first, training before evaluation, then by shard. */
    List<WorkItem> items() {
        return stages().flatMap(stage -> stage.open().stream())
                .sorted(BY_VERSION_THEN_PURPOSE)
                .toList();
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
                .map(stage -> new Progress(stage.results().size(), stage.items().size()));
    }

    /** The training results in id order, once all of them are in. */
    Optional<List<WorkResult>> trained() {
        return training.filter(Stage::complete).map(Stage::ordered);
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
