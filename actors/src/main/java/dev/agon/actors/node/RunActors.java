package dev.agon.actors.node;

import dev.agon.actors.judge.JudgeActor;
import dev.agon.actors.learner.LearnerActor;
import dev.agon.actors.rollout.RolloutActor;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.actors.weights.WeightsActor;
import dev.agon.actors.weights.WeightsSource;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.WeightsCommand;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Spawns what a node does for a run: what its cluster roles ask for, as far as its memory holds it. */
final class RunActors {
    private static final DispatcherSelector PINNED = DispatcherSelector.fromConfig("agon-pinned-dispatcher");

    private RunActors() {}

    /** Spawns workers, judges, the learner and the keeper of weights as watched children, by the node's roles. */
    static void spawn(
            ActorContext<?> context, NodeSetup setup, ActorRef<CoordinatorCommand> coordinator, WeightsSource source) {
        Cluster cluster = Cluster.get(context.getSystem());
        Set<String> roles =
                setup.shortage().isPresent() ? Set.of() : cluster.selfMember().getRoles();
        Checkpoints checkpoints = setup.checkpoints();
        WeightsActor.Surroundings surroundings =
                new WeightsActor.Surroundings(setup.name(), source, () -> others(cluster));
        ActorRef<WeightsCommand> weights = watched(
                context,
                WeightsActor.create(checkpoints, setup.keepCheckpoints(), coordinator, surroundings),
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

    private static List<Address> others(Cluster cluster) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up())
                        && !member.address().equals(cluster.selfMember().address()))
                .sorted(Comparator.comparing((Member member) -> !member.hasRole(Role.CONTROL.label()))
                        .thenComparing(Member::address, Address.addressOrdering()))
                .map(Member::address)
                .toList();
    }

    static <T> ActorRef<T> watched(
            ActorContext<?> context, Behavior<T> behavior, String name, DispatcherSelector dispatcher) {
        ActorRef<T> child = context.spawn(behavior, name, dispatcher);
        context.watch(child);
        return child;
    }
}
