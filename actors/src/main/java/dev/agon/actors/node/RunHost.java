package dev.agon.actors.node;

import dev.agon.actors.weights.WeightsSource;
import dev.agon.protocol.message.CoordinatorCommand;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What a node does for one run of its cluster. Stops with all its children when one of them fails of something that it
 * does not handle itself, or when it is told to; whoever spawned it decides whether to begin again.
 *
 * <p><b>What a crash loses:</b> the work in hand, which the coordinator gives to others.
 */
public final class RunHost {
    private RunHost() {}

    /**
     * The node's part in a run; works under the pinned threads of its children.
     *
     * @param source where versions come from that the node lacks
     */
    public static Behavior<Void> create(
            NodeSetup setup, ActorRef<CoordinatorCommand> coordinator, WeightsSource source) {
        return Behaviors.setup(context -> {
            RunActors.spawn(context, setup, coordinator, source);
            return Behaviors.receive(Void.class)
                    .onSignal(ChildFailed.class, failed -> onChildFailed(context, failed))
                    .onSignal(Terminated.class, stopped -> Behaviors.stopped())
                    .build();
        });
    }

    private static Behavior<Void> onChildFailed(ActorContext<Void> context, ChildFailed failed) {
        context.getLog().error("The {} actor failed", failed.getRef().path().name(), failed.getCause());
        return Behaviors.stopped();
    }
}
