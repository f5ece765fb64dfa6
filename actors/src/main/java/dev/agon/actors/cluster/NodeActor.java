package dev.agon.actors.cluster;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Retries;
import dev.agon.actors.jobs.JobKeeper;
import dev.agon.actors.node.CoordinatorProxy;
import dev.agon.actors.node.CoordinatorProxy.Found;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.Role;
import dev.agon.actors.node.RunHost;
import dev.agon.actors.node.RunSetups;
import dev.agon.actors.run.Logs;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.Follow;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.NodeCommand.CoordinatorAwaited;
import dev.agon.protocol.message.NodeCommand.CurrentJob;
import dev.agon.protocol.message.NodeCommand.Internal;
import dev.agon.protocol.message.NodeCommand.NoJob;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The first actor of a cluster's node: asks the keeper of jobs what runs, and hosts the node's part of it. A part that
 * failed is begun again after a pause, for others may do the work meanwhile.
 *
 * <p><b>What a crash loses:</b> the work in hand, which the coordinator gives to others.
 */
final class NodeActor extends AbstractBehavior<NodeCommand> {
    /** What the process tells its node. */
    enum Control implements Internal {
        /** Ask the keeper again. */
        TICK,
        /** End all work and the actor system. */
        STOP
    }

    /** Passes a question on to the keeper of jobs. */
    record Ask(JobsCommand question) implements Internal {}

    private record Loaded(int id, NodeSetup setup) implements Internal {}

    private record NotLoaded(int id, Throwable failure) implements Internal {}

    /** The node's part in a job. */
    private record Part(int id, ActorRef<Void> host) {}

    private final ActorRef<JobsCommand> keeper;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final RunSetups setups;
    private final WeightsExchange exchange;
    private final Retries retries;
    private Optional<Part> part = Optional.empty();
    private OptionalInt loading = OptionalInt.empty();
    private OptionalInt wanted = OptionalInt.empty(); // the job that runs, as far as this node knows
    private boolean ending; // the part stops; nothing new begins before it has
    private boolean stopping;
    private long resumeAt; // in nanoseconds of the clock, after a failure

    private NodeActor(
            ActorContext<NodeCommand> context,
            RunSetups setups,
            WeightsExchange exchange,
            ActorRef<JobsCommand> keeper) {
        super(context);
        this.setups = setups;
        this.exchange = exchange;
        this.retries = new Retries(ActorSettings.of(context.getSystem()));
        this.keeper = keeper;
        this.coordinator = context.spawn(CoordinatorProxy.create(), "coordinator");
    }

    /**
     * A node.
     *
     * @param exchange where it gets versions and gives them
     * @param jobs the keeper of jobs, which runs on one control node
     */
    static Behavior<NodeCommand> create(RunSetups setups, WeightsExchange exchange, Behavior<JobsCommand> jobs) {
        return Behaviors.setup(context -> following(keeper(context, jobs), setups, exchange));
    }

    /** A node that asks this keeper. */
    static Behavior<NodeCommand> following(ActorRef<JobsCommand> keeper, RunSetups setups, WeightsExchange exchange) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Control.TICK, ActorSettings.of(context.getSystem()).pollInterval());
            return new NodeActor(context, setups, exchange, keeper);
        }));
    }

    /** The way to the one keeper of the cluster, which this node may host. */
    private static ActorRef<JobsCommand> keeper(ActorContext<?> context, Behavior<JobsCommand> jobs) {
        return ClusterSingleton.get(context.getSystem())
                .init(SingletonActor.of(jobs, "jobs")
                        .withStopMessage(JobKeeper.stopMessage())
                        .withSettings(ClusterSingletonSettings.create(context.getSystem())
                                .withRole(Role.CONTROL.label())));
    }

    @Override
    public Receive<NodeCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(CurrentJob.class, this::onCurrentJob)
                .onMessage(CoordinatorAwaited.class, this::onCoordinatorAwaited)
                .onMessage(NoJob.class, this::onNoJob)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(NotLoaded.class, this::onNotLoaded)
                .onMessageEquals(Control.TICK, this::onTick)
                .onMessageEquals(Control.STOP, this::onStop)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<NodeCommand> onTick() {
        keeper.tell(new Follow(getContext().getSelf()));
        return this;
    }

    private Behavior<NodeCommand> onAsk(Ask ask) {
        keeper.tell(ask.question());
        return this;
    }

    private Behavior<NodeCommand> onCurrentJob(CurrentJob current) {
        want(OptionalInt.of(current.job().id()));
        coordinator.tell(new Found(current.coordinator()));
        if (part.isEmpty() && loading.isEmpty() && !stopping && System.nanoTime() >= resumeAt) {
            load(current.job());
        }
        return this;
    }

    private Behavior<NodeCommand> onCoordinatorAwaited(CoordinatorAwaited awaited) {
        want(OptionalInt.of(awaited.id()));
        return this;
    }

    private Behavior<NodeCommand> onNoJob(NoJob none) {
        want(OptionalInt.empty());
        return this;
    }

    private void want(OptionalInt job) {
        wanted = job;
        if (part.filter(hosted -> !isWanted(hosted.id())).isPresent()) {
            endPart();
        }
    }

    private boolean isWanted(int id) {
        return wanted.isPresent() && wanted.getAsInt() == id;
    }

    private void load(Job job) {
        loading = OptionalInt.of(job.id());
        getContext()
                .pipeToSelf(
                        setups.of(job),
                        (setup, failure) ->
                                failure == null ? new Loaded(job.id(), setup) : new NotLoaded(job.id(), failure));
    }

    private Behavior<NodeCommand> onLoaded(Loaded loaded) {
        loading = OptionalInt.empty();
        if (isWanted(loaded.id()) && !stopping) {
            NodeSetup setup = loaded.setup();
            exchange.give(setup);
            Logs.run(setup.name());
            ActorRef<Void> host =
                    getContext().spawnAnonymous(RunHost.create(setup, coordinator, exchange.source(setup.name())));
            getContext().watch(host);
            part = Optional.of(new Part(loaded.id(), host));
            tellPart(setup);
        }
        return this;
    }

    private void tellPart(NodeSetup setup) {
        if (setup.shortage().isPresent()) {
            getContext()
                    .getLog()
                    .warn(
                            "This node is too small for run {} and only keeps weights for it. {}",
                            setup.name(),
                            setup.shortage().get());
        } else {
            getContext().getLog().info("Takes part in run {}", setup.name());
        }
    }

    private Behavior<NodeCommand> onNotLoaded(NotLoaded failed) {
        loading = OptionalInt.empty();
        pause();
        getContext().getLog().error("This node cannot take part in job {}", failed.id(), failed.failure());
        return this;
    }

    /** A part that ended by itself begins again after a pause, which grows up to the longest. */
    private void pause() {
        Duration wait = retries.afterFailure()
                .orElse(ActorSettings.of(getContext().getSystem()).retryMaximum());
        resumeAt = System.nanoTime() + wait.toNanos();
    }

    private void endPart() {
        if (!ending) {
            ending = true;
            part.ifPresent(hosted -> getContext().stop(hosted.host()));
        }
    }

    private Behavior<NodeCommand> onTerminated(Terminated signal) {
        if (!ending) {
            pause();
        } else {
            retries.afterSuccess();
        }
        part = Optional.empty();
        ending = false;
        return stopping ? Behaviors.stopped() : this;
    }

    private Behavior<NodeCommand> onStop() {
        stopping = true;
        if (part.isEmpty()) {
            return Behaviors.stopped();
        }
        endPart();
        return this;
    }
}
