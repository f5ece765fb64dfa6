package dev.agon.actors.weights;

import java.util.List;
import org.apache.pekko.actor.Address;

/** The other nodes of a cluster. */
@FunctionalInterface
public interface OtherNodes {
    /** No others, now and ever. */
    OtherNodes NONE = List::of;

    /** Addresses of those that are up at the moment, control nodes first. */
    List<Address> addresses();
}
