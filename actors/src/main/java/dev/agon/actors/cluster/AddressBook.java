package dev.agon.actors.cluster;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.weights.Holder;
import dev.agon.actors.weights.Neighbours;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.NodeCommand.AskHttpAddress;
import dev.agon.protocol.message.NodeCommand.HttpAddress;
import dev.agon.protocol.message.NodeCommand.Internal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Tells the other nodes where this one listens for HTTP, and keeps where they do. One a node.
 *
 * <p><b>What a crash loses:</b> the addresses, which are asked for again.
 */
final class AddressBook extends AbstractBehavior<NodeCommand> {
    private static final ServiceKey<NodeCommand> KEY = ServiceKey.create(NodeCommand.class, "addresses");

    private enum Tick implements Internal {
        REPEAT
    }

    private record Others(Receptionist.Listing listing) implements Internal {}

    private final String own;
    private final Neighbours neighbours;
    private final Map<ActorRef<NodeCommand>, String> known = new HashMap<>();
    private Set<ActorRef<NodeCommand>> present = Set.of();

    private AddressBook(ActorContext<NodeCommand> context, String own, Neighbours neighbours) {
        super(context);
        this.own = own;
        this.neighbours = neighbours;
        ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY, context.messageAdapter(Receptionist.Listing.class, Others::new)));
    }

    /**
     * A node's book.
     *
     * @param own where this node listens for HTTP, {@code host:port}
     * @param neighbours is told the others'
     */
    static Behavior<NodeCommand> create(String own, Neighbours neighbours) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Tick.REPEAT, ActorSettings.of(context.getSystem()).pollInterval());
            return new AddressBook(context, own, neighbours);
        }));
    }

    @Override
    public Receive<NodeCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(Others.class, this::onOthers)
                .onMessage(AskHttpAddress.class, this::onAsked)
                .onMessage(HttpAddress.class, this::onHttpAddress)
                .onMessage(Tick.class, this::onTick)
                .build();
    }

    private Behavior<NodeCommand> onOthers(Others others) {
        present = others.listing().getServiceInstances(KEY);
        known.keySet().retainAll(present);
        tell();
        return onTick(Tick.REPEAT);
    }

    private Behavior<NodeCommand> onAsked(AskHttpAddress asked) {
        asked.asker().tell(new HttpAddress(getContext().getSelf(), own));
        return this;
    }

    private Behavior<NodeCommand> onHttpAddress(HttpAddress answer) {
        if (present.contains(answer.node())) {
            known.put(answer.node(), answer.address());
            tell();
        }
        return this;
    }

    private Behavior<NodeCommand> onTick(Tick tick) {
        present.stream()
                .filter(node ->
                        !known.containsKey(node) && !node.equals(getContext().getSelf()))
                .forEach(node -> node.tell(new AskHttpAddress(getContext().getSelf())));
        return this;
    }

    private void tell() {
        List<Holder> others = known.values().stream()
                .map(address -> new Holder(address, host(address).equals(host(own))))
                .toList();
        neighbours.are(others);
    }

    private static String host(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }
}
