package dev.agon.actors.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Messages under way, in the order in which they were sent. */
final class Network {
    /**
     * A message.
     *
     * @param to who gets it, decided at delivery; empty if nobody does
     * @param lossy whether it may be lost or doubled
     */
    private record Envelope(Supplier<Optional<Node>> to, Runnable delivery, boolean lossy) {}

    private final List<Envelope> underWay = new ArrayList<>();

    void send(Supplier<Optional<Node>> to, Runnable delivery, boolean lossy) {
        underWay.add(new Envelope(to, delivery, lossy));
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    int size() {
        return underWay.size();
    }

    void lose(int index) {
        if (underWay.get(index).lossy()) {
            underWay.remove(index);
        }
    }

    void duplicate(int index) {
        if (underWay.get(index).lossy()) {
            underWay.add(underWay.get(index));
        }
    }

    /** Delivers a message if its receiver is awake, drops it if it is dead, and leaves it if it is suspended. */
    void deliver(int index) {
        Envelope envelope = underWay.get(index);
        Optional<Node> to = envelope.to().get();
        if (to.filter(Node::isAlive).isEmpty()) {
            underWay.remove(index);
        } else if (to.get().isAwake()) {
            underWay.remove(index);
            envelope.delivery().run();
        }
    }
}
