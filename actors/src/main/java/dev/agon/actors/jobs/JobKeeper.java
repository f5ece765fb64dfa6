package dev.agon.actors.jobs;

import dev.agon.actors.Failures;
import dev.agon.actors.coordinator.Coordinator;
import dev.agon.actors.jobs.Preparation.NotPrepared;
import dev.agon.actors.jobs.Preparation.Prepared;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.Observer;
import dev.agon.actors.node.RunSetups;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.JobEvent.JobEnded;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.Follow;
import dev.agon.protocol.message.JobsCommand.Internal;
import dev.agon.protocol.message.JobsCommand.ListJobs;
import dev.agon.protocol.message.JobsCommand.ReportEnd;
import dev.agon.protocol.message.JobsCommand.ReportProgress;
import dev.agon.protocol.message.JobsCommand.Stop;
import dev.agon.protocol.message.JobsCommand.Submit;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.JobsReply.Listed;
import dev.agon.protocol.message.JobsReply.Refused;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.NodeCommand.CoordinatorAwaited;
import dev.agon.protocol.message.NodeCommand.CurrentJob;
import dev.agon.protocol.message.NodeCommand.NoJob;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunPulse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps the jobs of a cluster, as a singleton: persists, then answers; hosts the coordinator of the running job, so
 * that there is never more than one; and tells the nodes where it is.
 *
 * <p><b>What a crash loses:</b> what is told of how far the running job is, until the next news comes.
 */
public final class JobKeeper extends EventSourcedBehavior<JobsCommand, JobEvent, JobList> {
    private static final Duration FIRST_RESTART = Duration.ofMillis(200);
    private static final Duration LAST_RESTART = Duration.ofSeconds(5);
    private static final BackoffSupervisorStrategy AFTER_FAILURE =
            SupervisorStrategy.restartWithBackoff(FIRST_RESTART, LAST_RESTART, 0.1);

    private enum Control implements Internal {
        /** The events are replayed: begin a term. */
        BEGIN,
        /** The singleton moves elsewhere. */
        STOP
    }

    /** The running job at work. */
    private record Hosted(
            int id, ActorRef<CoordinatorCommand> coordinator, ActorRef<RunProgress> observer, RunReporter reporter) {}

    /** Takes hold of the directory of a job; blocks. */
    @FunctionalInterface
    public interface Reporters {
        /** @param keeper hears how far the run is */
        RunReporter open(Job job, Consumer<JobsCommand> keeper);
    }

    private final ActorContext<JobsCommand> context;
    private final Preparation preparation;
    private boolean begun;
    private String progress = "";
    private RunPulse pulse = RunPulse.NONE;
    private Optional<Hosted> hosted = Optional.empty();
    private boolean retiring;

    private JobKeeper(ActorContext<JobsCommand> context, String persistenceId, Preparation preparation) {
        super(PersistenceId.ofUniqueId(persistenceId), AFTER_FAILURE);
        this.context = context;
        this.preparation = preparation;
    }

    /**
     * The keeper of a cluster's jobs.
     *
     * @param persistenceId name of its events in the ledger
     * @param blocking where {@code reporters} may block
     */
    public static Behavior<JobsCommand> create(
            String persistenceId, RunSetups setups, Reporters reporters, Executor blocking) {
        return Behaviors.supervise(Behaviors.<JobsCommand>setup(context ->
                        new JobKeeper(context, persistenceId, new Preparation(context, setups, reporters, blocking))))
                .onFailure(AFTER_FAILURE);
    }

    /** What makes a keeper stop when the singleton moves. */
    public static JobsCommand stopMessage() {
        return Control.STOP;
    }

    @Override
    public JobList emptyState() {
        return JobList.empty();
    }

    @Override
    public EventHandler<JobList, JobEvent> eventHandler() {
        return JobList::apply;
    }

    @Override
    public CommandHandler<JobsCommand, JobEvent, JobList> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Control.class, this::onControl)
                .onCommand(command -> !begun, command -> Effect().stash())
                .onCommand(Submit.class, this::onSubmit)
                .onCommand(Stop.class, this::onStop)
                .onCommand(ListJobs.class, this::onListJobs)
                .onCommand(Follow.class, this::onFollow)
                .onCommand(ReportEnd.class, this::onReportEnd)
                .onCommand(ReportProgress.class, this::onReportProgress)
                .onCommand(Prepared.class, this::onPrepared)
                .onCommand(NotPrepared.class, this::onNotPrepared)
                .build();
    }

    @Override
    public SignalHandler<JobList> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(), jobs -> context.getSelf().tell(Control.BEGIN))
                .onSignal(RecoveryFailed.class, (jobs, signal) -> onLedgerFailed("read", signal.getFailure()))
                .onSignal(JournalPersistFailed.class, (jobs, signal) -> onLedgerFailed("written", signal.failure()))
                .onSignal(Terminated.class, (jobs, signal) -> onTerminated(jobs))
                .onSignal(PostStop.instance(), jobs -> closeReporter())
                .onSignal(PreRestart.instance(), jobs -> closeReporter())
                .build();
    }

    /** The ledger is in an unknown state, so it is read anew; the coordinator, a child, stops before that. */
    private void onLedgerFailed(String what, Throwable failure) {
        context.getLog().warn("The ledger of jobs cannot be {} and is tried again", what, failure);
        begun = false;
        retiring = false;
        closeReporter();
    }

    private void closeReporter() {
        hosted.ifPresent(host -> host.reporter().close());
        hosted = Optional.empty();
    }

    private Effect<JobEvent, JobList> onControl(JobList jobs, Control control) {
        return switch (control) {
            case BEGIN ->
                Effect()
                        .persist(jobs.takeover())
                        .thenRun(after -> {
                            begun = true;
                            preparation.hear(); // its outcome may have been lost while the ledger failed
                            align(after);
                        })
                        .thenUnstashAll();
            case STOP -> Effect().stop();
        };
    }

    // ---- what is asked ----------------------------------------------------------------------------------------------

    private Effect<JobEvent, JobList> onSubmit(JobList jobs, Submit submit) {
        if (jobs.holds(submit.name(), submit.config())) {
            answer(submit.replyTo(), jobs, submit.name());
            return Effect().none();
        }
        Optional<String> refusal = jobs.refusal(submit.name());
        if (refusal.isPresent()) {
            submit.replyTo().tell(new Refused(refusal.get()));
            return Effect().none();
        }
        return Effect()
                .persist(jobs.submission(submit.name(), submit.config()))
                .thenRun(this::align)
                .thenRun(after -> answer(submit.replyTo(), after, submit.name()));
    }

    private Effect<JobEvent, JobList> onStop(JobList jobs, Stop stop) {
        Optional<Job> job = jobs.named(stop.name());
        if (job.isEmpty() || job.get().state().ended()) {
            stop.replyTo()
                    .tell(new Refused(
                            job.isEmpty()
                                    ? "There is no run named " + stop.name() + "; `agon status` lists them."
                                    : "The run " + stop.name() + " has ended already."));
            return Effect().none();
        }
        return Effect()
                .persist(new JobEnded(job.get().id(), JobState.STOPPED, "stopped by request"))
                .thenRun(this::align)
                .thenRun(after -> answer(stop.replyTo(), after, stop.name()));
    }

    private void answer(ActorRef<JobsReply> asker, JobList jobs, String name) {
        asker.tell(new Listed(jobs.named(name).stream().toList(), "", RunPulse.NONE));
    }

    private Effect<JobEvent, JobList> onListJobs(JobList jobs, ListJobs list) {
        list.replyTo().tell(new Listed(jobs.jobs(), progress, pulse));
        return Effect().none();
    }

    private Effect<JobEvent, JobList> onFollow(JobList jobs, Follow follow) {
        follow.node().tell(jobs.running().map(this::whereIs).orElseGet(NoJob::new));
        return Effect().none();
    }

    private NodeCommand whereIs(Job running) {
        return hosted.<NodeCommand>map(host -> new CurrentJob(running, host.coordinator()))
                .orElseGet(() -> new CoordinatorAwaited(running.id()));
    }

    private Effect<JobEvent, JobList> onReportEnd(JobList jobs, ReportEnd report) {
        if (!isRunning(jobs, report.id())) {
            return Effect().none();
        }
        return Effect()
                .persist(new JobEnded(report.id(), report.state(), report.message()))
                .thenRun(this::align);
    }

    private Effect<JobEvent, JobList> onReportProgress(JobList jobs, ReportProgress report) {
        if (isRunning(jobs, report.id())) {
            progress = report.line();
            pulse = report.pulse();
        }
        return Effect().none();
    }

    private static boolean isRunning(JobList jobs, int id) {
        return jobs.running().filter(job -> job.id() == id).isPresent();
    }

    // ---- what runs --------------------------------------------------------------------------------------------------

    /** Hosts the running job, and no other; the next one begins once the coordinator before it has stopped. */
    private void align(JobList jobs) {
        Optional<Job> running = jobs.running();
        if (hosted.isPresent()
                && running.filter(job -> job.id() == hosted.get().id()).isEmpty()) {
            retire(hosted.get());
        }
        if (running.isPresent() && hosted.isEmpty() && !retiring && preparation.idle()) {
            preparation.begin(running.get());
        }
    }

    private void retire(Hosted host) {
        hosted = Optional.empty();
        retiring = true;
        progress = "";
        pulse = RunPulse.NONE;
        context.stop(host.observer());
        context.stop(host.coordinator());
        host.reporter().close();
    }

    private void onTerminated(JobList jobs) {
        retiring = false;
        align(jobs);
    }

    private Effect<JobEvent, JobList> onPrepared(JobList jobs, Prepared prepared) {
        if (!preparation.ends(prepared.number())) {
            return Effect().none();
        } else if (!isRunning(jobs, prepared.id())) {
            prepared.reporter().close();
            return Effect().none().thenRun(this::align);
        }
        NodeSetup setup = prepared.setup();
        LedgerDatabase ledger = setup.ledger();
        Behavior<CoordinatorCommand> behavior = Behaviors.supervise(
                        Coordinator.create(setup.plan(), ledger.persistenceId(), ledger.outage(), prepared.reporter()))
                .onFailure(AFTER_FAILURE);
        ActorRef<CoordinatorCommand> coordinator = context.spawn(behavior, "coordinator-" + prepared.id());
        context.watch(coordinator);
        ActorRef<RunProgress> observer =
                context.spawn(Observer.create(coordinator, prepared.reporter()), "observer-" + prepared.id());
        hosted = Optional.of(new Hosted(prepared.id(), coordinator, observer, prepared.reporter()));
        return Effect().none();
    }

    private Effect<JobEvent, JobList> onNotPrepared(JobList jobs, NotPrepared refused) {
        if (!preparation.ends(refused.number())) {
            return Effect().none();
        } else if (!isRunning(jobs, refused.id())) {
            return Effect().none().thenRun(this::align);
        }
        context.getLog().error("Job {} cannot run", refused.id(), refused.failure());
        return Effect()
                .persist(new JobEnded(
                        refused.id(),
                        JobState.FAILED,
                        Failures.of(refused.failure()).message()))
                .thenRun(this::align);
    }
}
