package dev.agon.actors.node;

import dev.agon.actors.ActorSettings;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.Observe;
import dev.agon.protocol.message.RunProgress;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Passes the coordinator's progress on to a listener, through changes of the coordinator. A crash loses nothing. */
public final class Observer {
    private Observer() {}

    /** Passes progress on to {@code listener}, on an actor thread. */
    public static Behavior<RunProgress> create(
            ActorRef<CoordinatorCommand> coordinator, Consumer<RunProgress> listener) {
        return Behaviors.setup(context -> {
            follow(context, coordinator);
            return Behaviors.receive(RunProgress.class)
                    .onAnyMessage(progress -> {
                        listener.accept(progress);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** Asks again and again, outside the protocol of the listener. */
    private static void follow(ActorContext<RunProgress> context, ActorRef<CoordinatorCommand> coordinator) {
        ActorRef<RunProgress> self = context.getSelf();
        context.spawn(
                Behaviors.<Boolean>withTimers(repeat -> {
                    repeat.startTimerWithFixedDelay(
                            Boolean.TRUE, ActorSettings.of(context.getSystem()).pollInterval());
                    coordinator.tell(new Observe(self));
                    return Behaviors.receiveMessage(tick -> {
                        coordinator.tell(new Observe(self));
                        return Behaviors.same();
                    });
                }),
                "repeat");
    }
}
