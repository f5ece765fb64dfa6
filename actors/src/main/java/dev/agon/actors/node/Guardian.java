package dev.agon.actors.node;

import dev.agon.actors.coordinator.Coordinator;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.weights.WeightsSource;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The first actor of a node that is a whole cluster: spawns what the node's cluster roles ask for and ends the run if
 * one of its children dies of something that they do not handle themselves.
 */
public final class Guardian {
    private static final Duration FIRST_RESTART = Duration.ofMillis(200);
    private static final Duration LAST_RESTART = Duration.ofSeconds(5);

    /** What a guardian is told. */
    public enum Command {
        /** Stop all work, then leave the cluster and end the actor system. */
        STOP
    }

    private Guardian() {}

    /**
     * A node's guardian.
     *
     * @param progress hears of the run's progress, on an actor's thread
     */
    public static Behavior<Command> create(NodeSetup setup, Consumer<RunProgress> progress) {
        return Behaviors.setup(context -> {
            Consumer<RunFailure> fault = failure -> progress.accept(new RunProgress.RunFailed(failure));
            ActorRef<CoordinatorCommand> coordinator = coordinator(context, setup, progress);
            RunActors.spawn(context, setup, coordinator, WeightsSource.NONE);
            RunActors.watched(
                    context,
                    Observer.create(coordinator, progress),
                    "observer",
                    DispatcherSelector.defaultDispatcher());
            return Behaviors.receive(Command.class)
                    .onMessage(Command.class, stop -> onStop(context))
                    .onSignal(ChildFailed.class, failed -> onChildFailed(context, failed, fault))
                    .onSignal(Terminated.class, stopped -> onStopped(context))
                    .build();
        });
    }

    /** The way to the one coordinator of the cluster, which this node may host. */
    private static ActorRef<CoordinatorCommand> coordinator(
            ActorContext<Command> context, NodeSetup setup, Consumer<RunProgress> progress) {
        LedgerDatabase ledger = setup.ledger();
        Behavior<CoordinatorCommand> behavior = Behaviors.supervise(
                        Coordinator.create(setup.plan(), ledger.persistenceId(), ledger.outage(), progress))
                .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_RESTART, LAST_RESTART, 0.1));
        return ClusterSingleton.get(context.getSystem())
                .init(SingletonActor.of(behavior, "coordinator")
                        .withStopMessage(Coordinator.stopMessage())
                        .withSettings(ClusterSingletonSettings.create(context.getSystem())
                                .withRole(Role.CONTROL.label())));
    }

    private static Behavior<Command> onStop(ActorContext<Command> context) {
        context.getChildren().forEach(context::stop);
        return onStopped(context);
    }

    /** Children stop only when the run ends, so the last one ends the system. */
    private static Behavior<Command> onStopped(ActorContext<Command> context) {
        if (context.getChildren().isEmpty()) {
            context.getSystem().terminate();
        }
        return Behaviors.same();
    }

    private static Behavior<Command> onChildFailed(
            ActorContext<Command> context, ChildFailed failed, Consumer<RunFailure> fault) {
        fault.accept(new RunFailure(
                RunFailure.Kind.INTERNAL,
                "The " + failed.getRef().path().name() + " actor failed: " + failed.getCause()));
        return onStopped(context);
    }
}
