package dev.agon.actors.node;

import dev.agon.protocol.message.CoordinatorCommand;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A node's way to the coordinator of the running job, wherever it is. What arrives while none is known is dropped:
 * everybody repeats his requests.
 */
public final class CoordinatorProxy {
    /** The coordinator is this one from now on. */
    public record Found(ActorRef<CoordinatorCommand> coordinator) implements CoordinatorCommand.Internal {}

    private CoordinatorProxy() {}

    /** A proxy that knows of no coordinator yet. */
    public static Behavior<CoordinatorCommand> create() {
        return knowing(Optional.empty());
    }

    private static Behavior<CoordinatorCommand> knowing(Optional<ActorRef<CoordinatorCommand>> coordinator) {
        return Behaviors.receive(CoordinatorCommand.class)
                .onMessage(Found.class, found -> knowing(Optional.of(found.coordinator())))
                .onAnyMessage(command -> {
                    coordinator.ifPresent(known -> known.tell(command));
                    return Behaviors.same();
                })
                .build();
    }
}
