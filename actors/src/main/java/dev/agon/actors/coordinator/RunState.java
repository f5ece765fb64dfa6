package dev.agon.actors.coordinator;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.PreferenceMatrix;
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
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a run stands, as a pure function of its plan and its events.
 *
 * <p>Version 0 is validated; then each iteration n trains on judged answers of version n, commits version n+1 and
 * validates it against version n and version 0; at the end the start and the result answer the held-out prompts. A
 * stage is open as soon as everything that it depends on is in, so the open work follows from the state alone, whoever
 * does it and in whatever order the results arrive.
 */
@Decision
public final class RunState {
    private static final Comparator<WorkItem> BY_VERSION_THEN_PURPOSE = Comparator.<WorkItem>comparingInt(
                    item -> item.id().iteration())
            .thenComparing(item -> item.id().purpose())
            .thenComparingInt(item -> item.id().shard());

    private final RunPlan plan;
    private final Facts facts;
    private final Optional<Stage> training;
    private final Optional<Stage> evaluating;

    private RunState(RunPlan plan, Facts facts, Optional<Stage> training, Optional<Stage> evaluating) {
        this.plan = plan;
        this.facts = facts;
        this.training = training;
        this.evaluating = evaluating;
    }

    /** The state before the first event. */
    public static RunState initial(RunPlan plan) {
        return new RunState(plan, Facts.NONE, Optional.empty(), Optional.empty());
    }

    /** The state that a snapshot was taken of. */
    public static RunState restore(RunPlan plan, RunSnapshot snapshot) {
        RunState state = new RunState(plan, Facts.of(snapshot), Optional.empty(), Optional.empty()).advance();
        for (WorkResult result : snapshot.openResults()) {
            state = state.judged(result);
        }
        return state;
    }

    /** What {@link #restore} needs. */
    public RunSnapshot snapshot() {
        return new RunSnapshot(
                facts.configDigest(),
                plan.seed(),
                plan.start(),
                facts.term(),
                facts.updates(),
                facts.validation().evaluations(),
                facts.validation().startSamples(),
                facts.validation().latestSamples(),
                stages().flatMap(stage -> stage.ordered().stream()).toList(),
                facts.startTest(),
                facts.finalTest(),
                facts.finished());
    }

    // ---- events -----------------------------------------------------------------------------------------------------

    /** The state after an event; a result or an update that is already in changes nothing. */
    public RunState apply(RunEvent event) {
        if (event instanceof RunStarted started) {
            return with(facts.started(started.configDigest())).advance();
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
        return new RunState(plan, changed, training, evaluating);
    }

    private RunState judged(WorkResult result) {
        Optional<Stage> trained = training.map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage);
        Optional<Stage> evaluated = evaluating.map(stage -> stage.awaits(result.id()) ? stage.with(result) : stage);
        return new RunState(plan, facts, trained, evaluated).advance();
    }

    private RunState committed(UpdateCommitted event) {
        if (event.iteration() != facts.updates().size()) {
            return this;
        }
        List<WorkResult> consumed = training.map(Stage::ordered).orElse(List.of());
        return new RunState(plan, facts.updated(summarize(event, consumed)), Optional.empty(), evaluating).advance();
    }

    private static UpdateSummary summarize(UpdateCommitted event, List<WorkResult> consumed) {
        long samples = 0;
        long tokens = 0;
        long cyclic = 0;
        long triples = 0;
        for (WorkResult result : consumed) {
            for (JudgedGroup judged : result.groups()) {
                PreferenceMatrix preference = judged.verdict().preference();
                samples += judged.group().completions().size();
                tokens += judged.group().completions().stream()
                        .mapToInt(completion -> completion.tokens().size())
                        .sum();
                cyclic += preference.cyclicTriples();
                triples += preference.triples();
            }
        }
        return new UpdateSummary(
                event.iteration(),
                event.version(),
                event.groupsDigest(),
                event.metrics(),
                samples,
                tokens,
                cyclic,
                triples);
    }

    // ---- from facts to open stages ----------------------------------------------------------------------------------

    /** Folds the evaluation that is complete, if one is, and opens every stage whose inputs are in. */
    private RunState advance() {
        Optional<Stage> complete = evaluating.filter(Stage::complete);
        if (complete.isPresent()) {
            return new RunState(plan, folded(complete.get()), training, Optional.empty()).advance();
        }
        return new RunState(
                plan,
                facts,
                training.or(this::nextTraining),
                evaluating.or(this::nextValidation).or(this::nextTest));
    }

    private Facts folded(Stage stage) {
        if (stage.purpose() == Purpose.TEST) {
            return facts.tested(stage.ordered());
        }
        Evaluation evaluation = evaluator(Purpose.VALIDATE).evaluate(stage.version(), stage.ordered());
        return facts.validated(evaluation, stage.ownCompletions());
    }

    private Optional<Stage> nextTraining() {
        boolean due = started()
                && committedUpdates() < plan.iterations()
                && (plan.validateBesideUpdate() || validated() > committedUpdates());
        return due ? Optional.of(Stage.open(plan, Purpose.TRAIN, newest(), List.of())) : Optional.empty();
    }

    private Optional<Stage> nextValidation() {
        boolean due = started() && validated() <= committedUpdates();
        return due
                ? Optional.of(Stage.open(
                        plan,
                        Purpose.VALIDATE,
                        version(validated()),
                        facts.validation().rivals()))
                : Optional.empty();
    }

    private Optional<Stage> nextTest() {
        if (validated() <= plan.iterations() || !facts.finalTest().isEmpty()) {
            return Optional.empty();
        } else if (facts.startTest().isEmpty()) {
            return Optional.of(Stage.open(plan, Purpose.TEST, plan.start(), List.of()));
        }
        List<List<Completion>> rivals = facts.startTest().stream()
                .flatMap(result -> result.groups().stream())
                .map(judged -> judged.group().completions())
                .toList();
        return Optional.of(Stage.open(plan, Purpose.TEST, newest(), rivals));
    }

    private int validated() {
        return facts.validation().evaluations().size();
    }

    private Stream<Stage> stages() {
        return Stream.concat(training.stream(), evaluating.stream());
    }

    private Evaluator evaluator(Purpose purpose) {
        return new Evaluator(new Bootstrap(plan.seed(), plan.confidence()), plan.samplesFor(purpose));
    }

    // ---- questions --------------------------------------------------------------------------------------------------

    /** Whether the first event is in. */
    public boolean started() {
        return !facts.configDigest().isEmpty();
    }

    /** The digest under which the run was started; empty before that. */
    public String configDigest() {
        return facts.configDigest();
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
        return version(committedUpdates());
    }

    private PolicyVersion version(int number) {
        return number == 0 ? plan.start() : facts.updates().get(number - 1).version();
    }

    /** The units of work that can be done now: older versions first, training before evaluation, then by shard. */
    public List<WorkItem> openItems() {
        return facts.finished()
                ? List.of()
                : stages().flatMap(stage -> stage.open().stream())
                        .sorted(BY_VERSION_THEN_PURPOSE)
                        .toList();
    }

    /** Whether a result of this name is still wanted; if not it is already in. */
    public boolean awaits(WorkId id) {
        return !facts.finished() && stages().anyMatch(stage -> stage.awaits(id));
    }

    /** Whether a result that is awaited answers its item completely. */
    public boolean fits(WorkResult result) {
        return stages().anyMatch(stage -> stage.awaits(result.id()) && stage.fits(result));
    }

    /** How many units of the stage that this unit belongs to are done; {@code total} if the stage is closed. */
    public Progress progress(WorkId id) {
        return stages().filter(stage -> stage.contains(id))
                .findFirst()
                .map(stage -> new Progress(stage.results().size(), stage.items().size()))
                .orElse(Progress.CLOSED);
    }

    /** Units of a stage that are done, and all of them. */
    public record Progress(int done, int total) {
        /** A stage that is no longer open. */
        public static final Progress CLOSED = new Progress(0, 0);
    }

    /** The judged training results that the next update consumes, in id order; present once all of them are in. */
    public Optional<List<WorkResult>> grant() {
        return facts.finished()
                ? Optional.empty()
                : training.filter(Stage::complete).map(Stage::ordered);
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
