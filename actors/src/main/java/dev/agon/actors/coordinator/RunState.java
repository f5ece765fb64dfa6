package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.RunStarted;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.event.RunSnapshot;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a run stands, as a pure function of its plan and its events.
 *
 * <p>Version 0 is validated; then each iteration n trains version n on judged answers of the version that the
 * {@link Schedule} names, commits version n+1 and validates it against version n and version 0; at the end the start
 * and the result answer the held-out prompts. A stage is open as soon as everything that it depends on is in, so the
 * open work follows from the state alone, whoever does it and in whatever order the results arrive.
 */
@Decision
public final class RunState {
    private final RunPlan plan;
    private final Facts facts;
    private final OpenStages stages;
    private final Optional<String> conflict;

    private RunState(RunPlan plan, Facts facts, OpenStages stages, Optional<String> conflict) {
        this.plan = plan;
        this.facts = facts;
        this.stages = stages;
        this.conflict = conflict;
    }

    /** The state before the first event. */
    public static RunState initial(RunPlan plan) {
        return new RunState(plan, Facts.NONE, OpenStages.NONE, Optional.empty());
    }

    /**
     * The state that a snapshot was taken of.
     *
     * @throws IllegalStateException if a result does not answer the item of its name
     */
    public static RunState restore(RunPlan plan, RunSnapshot snapshot) {
        RunState state = begun(plan, Facts.of(snapshot));
        if (state.conflict.isPresent()) {
            return state;
        }
        for (WorkResult result : snapshot.openResults()) {
            state = state.judged(result);
        }
        return state;
    }

    private static RunState begun(RunPlan plan, Facts facts) {
        Optional<String> conflict = facts.origin().flatMap(Origin.of(plan)::conflictWith);
        RunState state = new RunState(plan, facts, OpenStages.NONE, conflict);
        return conflict.isPresent() ? state : state.advance();
    }

    /** What {@link #restore} needs. */
    public RunSnapshot snapshot() {
        return facts.snapshot(plan, stages.results());
    }

    // ---- events -----------------------------------------------------------------------------------------------------

    /**
     * The state after an event; a result or an update that is already in, or an update of an earlier term, changes
     * nothing, and nothing changes a state with a {@link #conflict}.
     *
     * @throws IllegalStateException if a result does not answer the item of its name
     */
    public RunState apply(RunEvent event) {
        if (conflict.isPresent()) {
            return this;
        } else if (event instanceof RunStarted started) {
            return begun(plan, facts.begunWith(Origin.of(started)));
        } else if (event instanceof TermBegun begun) {
            return with(facts.inTerm(begun.term()));
        } else if (event instanceof ShardJudged judged) {
            return judged(judged.result());
        } else if (event instanceof UpdateCommitted committed) {
            return committed(committed);
        } else if (event instanceof RunFinished) {
            return with(facts.ended());
        }
        throw new IllegalArgumentException("unknown event " + event);
    }

    private RunState with(Facts changed) {
        return with(changed, stages);
    }

    private RunState with(Facts changed, OpenStages open) {
        return new RunState(plan, changed, open, conflict);
    }

    private RunState judged(WorkResult result) {
        if (awaits(result.id()) && !fits(result)) {
            throw new IllegalStateException("the result of " + result.id() + " does not answer its prompts");
        }
        return with(facts, stages.with(result)).advance();
    }

    private RunState committed(UpdateCommitted event) {
        if (event.iteration() != facts.updates().size() || event.term() < facts.term()) {
            return this;
        }
        List<WorkResult> consumed = stages.trained().orElse(List.of());
        AnswerQueue queue = facts.queue().with(event.iteration(), consumed, plan);
        return with(facts.updated(Consumption.summary(event, consumed), queue), stages.withoutFirstTraining())
                .advance();
    }

    /** Folds the evaluation that is complete, if one is, and opens every stage whose inputs are in. */
    private RunState advance() {
        Optional<Stage> evaluated = stages.evaluated();
        return evaluated.isPresent()
                ? with(folded(evaluated.get()), stages.withoutEvaluation()).advance()
                : with(facts, stages.opened(new Agenda(plan, facts)));
    }

    private Facts folded(Stage stage) {
        if (stage.purpose() == Purpose.TEST) {
            return facts.tested(stage.ordered());
        }
        Evaluation evaluation = evaluator(Purpose.VALIDATE).evaluate(stage.version(), stage.ordered());
        return facts.validated(evaluation, stage.ownCompletions());
    }

    private Evaluator evaluator(Purpose purpose) {
        return new Evaluator(new Bootstrap(plan.seed(), plan.confidence()), plan.samplesFor(purpose));
    }

    // ---- questions --------------------------------------------------------------------------------------------------

    /** Whether the first event is in. */
    public boolean started() {
        return facts.started();
    }

    /** Why the run that the events begin cannot be continued with this plan; empty if it can. */
    public Optional<String> conflict() {
        return conflict;
    }

    /**
     * The events with which a coordinator takes over: the first one of a new run, and the next term unless it is over.
     */
    public List<RunEvent> takeover() {
        List<RunEvent> events = new ArrayList<>();
        if (!started()) {
            events.add(Origin.of(plan).event());
        }
        if (!finished()) {
            events.add(new TermBegun(term() + 1));
        }
        return events;
    }

    /** The latest coordinator's term, 0 before the first. */
    public long term() {
        return facts.term();
    }

    /** Number of committed updates. */
    public int committedUpdates() {
        return facts.updates().size();
    }

    /** The committed updates, in order. */
    public List<UpdateSummary> updates() {
        return facts.updates();
    }

    /** The evaluations on the validation prompts, by version. */
    public List<Evaluation> evaluations() {
        return facts.validation().evaluations();
    }

    /** The committed versions, the start first. */
    public List<PolicyVersion> versions() {
        List<PolicyVersion> versions = new ArrayList<>(List.of(plan.start()));
        facts.updates().forEach(update -> versions.add(update.version()));
        return versions;
    }

    /** The last committed version. */
    public PolicyVersion newest() {
        return facts.version(plan, committedUpdates());
    }

    /** Number of the oldest version that open work needs; the newest one's if none is open. */
    public int oldestNeeded() {
        return stages.oldestVersion().orElse(committedUpdates());
    }

    /** The units of work that can be done now: older versions first, training before evaluation, then by shard. */
    public List<WorkItem> openItems() {
        return List.copyOf(openWork());
    }

    /** The same, each found when it is asked for, since a stage may have many units and few of them be wanted. */
    public Collection<WorkItem> openWork() {
        return facts.finished() ? List.of() : stages.items();
    }

    /** Whether a result of this name is wanted now; if not it is already in, or its time has not come. */
    public boolean awaits(WorkId id) {
        return !facts.finished() && stages.awaits(id);
    }

    /** Whether a result of this name is in. */
    public boolean holds(WorkId id) {
        return facts.used(id) || stages.holds(id);
    }

    /** Whether a result that is awaited answers its item completely. */
    public boolean fits(WorkResult result) {
        return stages.fits(result);
    }

    /** How far the stage is that this unit belongs to; empty if it is closed. */
    Optional<OpenStages.Progress> progress(WorkId id) {
        return stages.progress(id);
    }

    /** The judged training results that the next update consumes, in id order; present once all of them are in. */
    public Optional<List<WorkResult>> grant() {
        return facts.finished() ? Optional.empty() : stages.trained();
    }

    /** The update that a learner can make now, under this term. */
    public Optional<UpdateGranted> nextUpdate() {
        return grant().map(results -> new UpdateGranted(
                term(),
                committedUpdates(),
                newest(),
                results.stream().map(WorkResult::id).toList()));
    }

    /** A shard of the update that can be made now; empty if it is not one, or the term is over. */
    public Optional<WorkResult> granted(long term, WorkId id) {
        return term != term()
                ? Optional.empty()
                : grant().stream()
                        .flatMap(List::stream)
                        .filter(result -> result.id().equals(id))
                        .findFirst();
    }

    /** Why an update cannot be committed; empty if it can. */
    public Optional<String> refusal(UpdateCommitted update) {
        Optional<List<WorkResult>> granted = grant();
        if (update.term() != facts.term()) {
            return Optional.of("term " + update.term() + " is over, the term is " + facts.term());
        } else if (update.iteration() != committedUpdates() || granted.isEmpty()) {
            return Optional.of("iteration " + update.iteration() + " is not to be updated now");
        } else if (update.version().number() != update.iteration() + 1) {
            return Optional.of("version " + update.version().number() + " does not follow");
        } else if (!update.groupsDigest().equals(LedgerWire.digest(granted.get()))) {
            return Optional.of("it was not learned from the ledger's groups");
        }
        return Optional.empty();
    }

    /** Whether this very update is already in. */
    public boolean holds(UpdateCommitted update) {
        return update.iteration() < committedUpdates()
                && facts.updates().get(update.iteration()).version().equals(update.version());
    }

    /** Whether all work is done, so that the run can be finished. */
    public boolean complete() {
        return !facts.finalTest().isEmpty();
    }

    /** Whether the last event is in. */
    public boolean finished() {
        return facts.finished();
    }

    /**
     * The run's figures.
     *
     * @throws IllegalStateException if the run is not {@link #complete}
     */
    public RunSummary summary() {
        if (!complete()) {
            throw new IllegalStateException("the run is not complete");
        }
        return new RunSummary(
                plan.start(),
                newest(),
                facts.updates(),
                facts.validation().evaluations(),
                evaluator(Purpose.TEST).outcomes(facts.finalTest()));
    }
}
