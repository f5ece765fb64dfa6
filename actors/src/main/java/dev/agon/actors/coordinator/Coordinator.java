package dev.agon.actors.coordinator;

import dev.agon.actors.coordinator.Reception.Fatal;
import dev.agon.actors.coordinator.Reception.Known;
import dev.agon.actors.coordinator.Reception.Refused;
import dev.agon.actors.coordinator.Reception.Store;
import dev.agon.actors.coordinator.Reception.Unknown;
import dev.agon.actors.ledger.Outage;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.CommitUpdate;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.FollowVersions;
import dev.agon.protocol.message.CoordinatorCommand.Internal;
import dev.agon.protocol.message.CoordinatorCommand.Observe;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.ReportResult;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnanswered;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnlearned;
import dev.agon.protocol.message.CoordinatorCommand.RequestGrant;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.RolloutCommand.ResultStored;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunFailure.Kind;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.RunFailed;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Runs a {@link RunState} on a cluster: persists, then acknowledges; hands out open work; grants updates and refuses
 * those of an earlier term.
 *
 * <p><b>What a crash loses:</b> nothing that was acknowledged. Who works on what, who waits and who watches is not
 * stored; all of them repeat their requests, so the next incarnation knows it again within one interval.
 */
public final class Coordinator extends EventSourcedBehavior<CoordinatorCommand, RunEvent, RunState> {
    private enum Control implements Internal {
        /** The events are replayed: begin a term. */
        BEGIN,
        /** All work is done: write the last event. */
        FINISH,
        /** The singleton moves elsewhere. */
        STOP
    }

    /** A restart replays no more events than these. */
    private static final int EVENTS_A_SNAPSHOT = 100;
    /** A snapshot holds all figures so far, so keeping every one would grow the ledger with the square of the run. */
    private static final int SNAPSHOTS_KEPT = 2;

    /** A ledger that fails is read anew, soon and then less soon; what waits meanwhile is sent again anyway. */
    private static final BackoffSupervisorStrategy AFTER_LEDGER_FAILURE = SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(2), 0.1)
            .withStashCapacity(64)
            .withLoggingEnabled(false);

    private final ActorContext<CoordinatorCommand> context;
    private final RunPlan plan;
    private final LedgerFailures ledger;
    private final Consumer<RunProgress> local;
    private Participants participants;
    private boolean begun;
    private Optional<RunFailure> failure = Optional.empty();

    private Coordinator(
            ActorContext<CoordinatorCommand> context,
            RunPlan plan,
            String persistenceId,
            LedgerFailures ledger,
            Consumer<RunProgress> local) {
        super(PersistenceId.ofUniqueId(persistenceId), AFTER_LEDGER_FAILURE);
        this.context = context;
        this.plan = plan;
        this.ledger = ledger;
        this.local = local;
        this.participants = new Participants(context);
    }

    /**
     * The coordinator of one run.
     *
     * @param persistenceId name of its events in the ledger
     * @param outage of the ledger, for this coordinator alone
     * @param local hears that the ledger fails, since there may be nobody else to tell
     */
    public static Behavior<CoordinatorCommand> create(
            RunPlan plan, String persistenceId, Outage outage, Consumer<RunProgress> local) {
        return Behaviors.setup(
                context -> new Coordinator(context, plan, persistenceId, new LedgerFailures(outage), local));
    }

    /** What makes a coordinator stop when the singleton moves. */
    public static CoordinatorCommand stopMessage() {
        return Control.STOP;
    }

    @Override
    public RunState emptyState() {
        return RunState.initial(plan);
    }

    @Override
    public EventHandler<RunState, RunEvent> eventHandler() {
        return RunState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_A_SNAPSHOT, SNAPSHOTS_KEPT);
    }

    @Override
    public SnapshotAdapter<RunState> snapshotAdapter() {
        return new StoredState(plan);
    }

    @Override
    public SignalHandler<RunState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> onRecovered())
                .onSignal(RecoveryFailed.class, (state, signal) -> onLedgerFailed(ledger.unread(signal.getFailure())))
                .onSignal(
                        JournalPersistFailed.class,
                        (state, signal) -> onLedgerFailed(ledger.unwritten(signal.failure())))
                .onSignal(Terminated.class, (state, signal) -> onTerminated(state, signal))
                .build();
    }

    @Override
    public CommandHandler<CoordinatorCommand, RunEvent, RunState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Control.class, this::onControl)
                .onCommand(Observe.class, this::onObserve)
                .onCommand(command -> !begun, this::onEarlyCommand)
                .onCommand(RequestWork.class, this::onRequestWork)
                .onCommand(ReportResult.class, this::onReportResult)
                .onCommand(ReportUnanswered.class, this::onReportUnanswered)
                .onCommand(RequestGrant.class, this::onRequestGrant)
                .onCommand(FetchShard.class, this::onFetchShard)
                .onCommand(CommitUpdate.class, this::onCommitUpdate)
                .onCommand(ReportUnlearned.class, this::onReportUnlearned)
                .onCommand(FollowVersions.class, this::onFollowVersions)
                .onCommand(ReportFailure.class, this::onReportFailure)
                .build();
    }

    // ---- the ledger -------------------------------------------------------------------------------------------------

    /** What is known of others is from before the failure, if there was one; they all tell it again. */
    private void onRecovered() {
        participants = new Participants(context);
        context.getSelf().tell(Control.BEGIN);
    }

    /** The ledger is in an unknown state, so it is read anew before anything else is done. */
    private void onLedgerFailed(RunProgress news) {
        begun = false;
        local.accept(news);
        if (news instanceof RunFailed failed) {
            fail(failed.failure());
        } else if (news instanceof LedgerAwaited awaited) {
            context.getLog().warn("{}", awaited.message());
            participants.announceOutage(awaited);
        }
    }

    // ---- the term ---------------------------------------------------------------------------------------------------

    private Effect<RunEvent, RunState> onControl(RunState state, Control control) {
        return switch (control) {
            case BEGIN -> begin(state);
            case FINISH -> finish(state);
            case STOP -> Effect().stop();
        };
    }

    /** Asked for by every command after the last result, but done once. */
    private Effect<RunEvent, RunState> finish(RunState state) {
        return state.finished()
                ? Effect().none()
                : Effect().persist(new RunFinished(state.newest())).thenRun(participants::announceEnd);
    }

    private Effect<RunEvent, RunState> begin(RunState state) {
        if (failure.isPresent()) { // it ends, so it must not take the run from whoever goes on with it
            return Effect().none();
        } else if (state.conflict().isPresent()) {
            fail(new RunFailure(Kind.CONFIGURATION, state.conflict().get()));
            return Effect().none();
        }
        return Effect().persist(state.takeover()).thenRun(this::onBegun).thenUnstashAll();
    }

    private Effect<RunEvent, RunState> onEarlyCommand(CoordinatorCommand command) {
        return failure.isPresent() ? Effect().none() : Effect().stash();
    }

    private void onBegun(RunState state) {
        begun = true;
        ledger.answered()
                .ifPresent(lasted -> context.getLog().info("The ledger answers after {} s", lasted.toSeconds()));
        participants.begin(state, plan.iterations());
        proceed(state);
    }

    // ---- work -------------------------------------------------------------------------------------------------------

    private Effect<RunEvent, RunState> onRequestWork(RunState state, RequestWork request) {
        participants.requestWork(request, state);
        return Effect().none().thenRun(this::proceed);
    }

    private Effect<RunEvent, RunState> onReportResult(RunState state, ReportResult report) {
        WorkId id = report.result().id();
        if (failure.isPresent()) {
            return Effect().none();
        }
        Reception reception = Reception.of(state, report.result());
        if (reception instanceof Store store) {
            return Effect().persist(store.event()).thenRun(stored -> {
                report.worker().tell(new ResultStored(id));
                participants.resultStored(state, stored, report);
                proceed(stored);
            });
        } else if (reception instanceof Known) {
            participants.dropped(Drop.DUPLICATE_RESULT);
            report.worker().tell(new ResultStored(id));
        } else if (reception instanceof Unknown) {
            participants.dropped(Drop.UNKNOWN_RESULT);
        } else {
            fail(new RunFailure(Kind.INTERNAL, "The result of " + id + " does not answer its prompts."));
        }
        return Effect().none();
    }

    private Effect<RunEvent, RunState> onReportUnanswered(RunState state, ReportUnanswered report) {
        Reception reception = Reception.ofUnanswered(state, report.id());
        if (reception instanceof Fatal) {
            fail(report.failure());
        } else if (reception instanceof Known) {
            context.getLog().debug("{} was not answered and is not wanted", report.id());
            report.worker().tell(new ResultStored(report.id()));
        }
        return Effect().none();
    }

    // ---- updates ----------------------------------------------------------------------------------------------------

    private Effect<RunEvent, RunState> onRequestGrant(RunState state, RequestGrant request) {
        participants.requestGrant(request.learner());
        return Effect().none().thenRun(this::proceed);
    }

    private Effect<RunEvent, RunState> onFetchShard(RunState state, FetchShard fetch) {
        participants.answerFetch(fetch, state);
        return Effect().none();
    }

    private Effect<RunEvent, RunState> onCommitUpdate(RunState state, CommitUpdate commit) {
        UpdateCommitted event = new UpdateCommitted(
                commit.term(), commit.iteration(), commit.version(), commit.groupsDigest(), commit.metrics());
        Reception reception = Reception.of(state, event);
        if (reception instanceof Store store) {
            return Effect().persist(store.event()).thenRun(stored -> {
                commit.learner().tell(new UpdateStored(commit.iteration()));
                participants.updateStored(stored);
                proceed(stored);
            });
        } else if (reception instanceof Known) {
            commit.learner().tell(new UpdateStored(commit.iteration()));
        } else if (reception instanceof Refused refused) {
            refuse(commit.learner(), commit.iteration(), refused);
        }
        return Effect().none();
    }

    private Effect<RunEvent, RunState> onReportUnlearned(RunState state, ReportUnlearned report) {
        Reception reception = Reception.ofUnlearned(state, report.term(), report.iteration());
        if (reception instanceof Refused refused) {
            refuse(report.learner(), report.iteration(), refused);
        } else {
            fail(report.failure());
        }
        return Effect().none();
    }

    private void refuse(ActorRef<LearnerCommand> learner, int iteration, Refused refused) {
        context.getLog().warn("Update of iteration {} refused: {}", iteration, refused.reason());
        participants.dropped(refused.drop());
        learner.tell(new UpdateRefused(iteration, refused.reason()));
    }

    private Effect<RunEvent, RunState> onFollowVersions(RunState state, FollowVersions follow) {
        participants.followVersions(follow.weights(), state);
        return Effect().none();
    }

    // ---- watching and failing ---------------------------------------------------------------------------------------

    private Effect<RunEvent, RunState> onObserve(RunState state, Observe observe) {
        participants.observe(observe.observer(), state, begun, plan.iterations(), failure);
        return Effect().none();
    }

    private Effect<RunEvent, RunState> onReportFailure(RunState state, ReportFailure report) {
        fail(report.failure());
        return Effect().none();
    }

    private void onTerminated(RunState state, Terminated signal) {
        participants.gone(signal.getRef());
        if (begun) {
            proceed(state);
        }
    }

    /** The run ends here; what is in the ledger stays, so that it can be resumed once the cause is gone. */
    private void fail(RunFailure cause) {
        if (failure.isEmpty()) {
            failure = Optional.of(cause);
            participants.announceFailure(cause);
        }
    }

    /** Does what the state asks for: hands out work, grants an update, or ends the run. */
    private void proceed(RunState state) {
        if (failure.isPresent() || state.finished()) {
            return;
        }
        if (state.complete()) {
            context.getSelf().tell(Control.FINISH);
        } else {
            participants.handOut(state);
        }
    }
}
