package dev.agon.actors.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The other nodes of the cluster whose HTTP address is known. Thread-safe. */
public class Neighbours {
    private volatile List<Holder> holders = List.of();

    /** From now on these are the others. */
    public void are(List<Holder> others) {
        holders = List.copyOf(others);
    }

    /**
     * The others in the order in which they are asked: those of the own machine first; within each kind by their
     * addresses, turned by this number, so that different nodes ask different ones first.
     */
    List<Holder> turned(int number) {
        List<Holder> near = new ArrayList<>();
        List<Holder> far = new ArrayList<>();
        holders.stream().sorted(Comparator.comparing(Holder::address)).forEach(holder -> (holder.near() ? near : far)
                .add(holder));
        List.of(near, far).forEach(some -> Collections.rotate(some, number));
        near.addAll(far);
        return near;
    }
}
