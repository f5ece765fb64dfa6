package dev.agon.actors.node;

import dev.agon.actors.coordinator.Coordinator;
import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.learner.LearnerActor;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.rollout.RolloutActor;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.actors.weights.WeightsActor;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.WeightsCommand;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The first actor of a node: spawns what the node's cluster roles ask for and ends the run if one of its children dies
 * of something that they do not handle themselves.
 */
public final class Guardian {
    private static final DispatcherSelector PINNED = DispatcherSelector.fromConfig("agon-pinned-dispatcher");
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
            spawnAll(context, setup, progress);
            return Behaviors.receive(Command.class)
                    .onMessage(Command.class, stop -> onStop(context))
                    .onSignal(ChildFailed.class, failed -> onChildFailed(context, failed, fault))
                    .onSignal(Terminated.class, stopped -> onStopped(context))
                    .build();
        });
    }

    private static void spawnAll(ActorContext<Command> context, NodeSetup setup, Consumer<RunProgress> progress) {
        Set<String> roles = Cluster.get(context.getSystem()).selfMember().getRoles();
        ActorRef<CoordinatorCommand> coordinator = coordinator(context, setup, progress);
        Checkpoints checkpoints = new Checkpoints(setup.directory());
        ActorRef<WeightsCommand> weights = watched(
                context,
                WeightsActor.create(checkpoints, setup.keepCheckpoints(), coordinator),
                "weights",
                DispatcherSelector.blocking());
        if (roles.contains(Role.JUDGE.label())) {
            for (int j = 0; j < setup.judgeWorkers(); j++) {
                watched(context, JudgeActor.create(setup.judges(), coordinator), "judge-" + j, PINNED);
            }
        }
        if (roles.contains(Role.ROLLOUT.label())) {
            for (int w = 0; w < setup.rolloutWorkers(); w++) {
                watched(
                        context,
                        RolloutActor.create(setup.generators(), new RolloutActor.Peers(coordinator, weights)),
                        "rollout-" + w,
                        DispatcherSelector.defaultDispatcher());
            }
        }
        if (roles.contains(Role.LEARNER.label())) {
            LearnerActor.Peers peers = new LearnerActor.Peers(coordinator, weights);
            watched(context, LearnerActor.create(setup.learners(), checkpoints, peers), "learner", PINNED);
        }
        watched(context, Observer.create(coordinator, progress), "observer", DispatcherSelector.defaultDispatcher());
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

    private static <T> ActorRef<T> watched(
            ActorContext<Command> context, Behavior<T> behavior, String name, DispatcherSelector dispatcher) {
        ActorRef<T> child = context.spawn(behavior, name, dispatcher);
        context.watch(child);
        return child;
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
