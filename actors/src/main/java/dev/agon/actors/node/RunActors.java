package dev.agon.actors.node;

import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.learner.LearnerActor;
import dev.agon.actors.rollout.RolloutActor;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.actors.weights.WeightsActor;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.WeightsCommand;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.typed.Cluster;

/** Spawns what a node does for a run: what its cluster roles ask for. */
final class RunActors {
    private static final DispatcherSelector PINNED = DispatcherSelector.fromConfig("agon-pinned-dispatcher");

    private RunActors() {}

    /** Spawns workers, judges, the learner and the keeper of weights as watched children, by the node's roles. */
    static void spawn(ActorContext<?> context, NodeSetup setup, ActorRef<CoordinatorCommand> coordinator) {
        Set<String> roles = Cluster.get(context.getSystem()).selfMember().getRoles();
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
    }

    static <T> ActorRef<T> watched(
            ActorContext<?> context, Behavior<T> behavior, String name, DispatcherSelector dispatcher) {
        ActorRef<T> child = context.spawn(behavior, name, dispatcher);
        context.watch(child);
        return child;
    }
}
