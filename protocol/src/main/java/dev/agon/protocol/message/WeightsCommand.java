package dev.agon.protocol.message;

import dev.agon.protocol.PolicyVersion;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's weights actor is told. */
public sealed interface WeightsCommand extends Message {
    /** Have this version, verified, on the node's disk; answered by a {@link WeightsReply}. */
    record Locate(PolicyVersion version, ActorRef<WeightsReply> replyTo) implements WeightsCommand {}

    /** As {@link Locate}, with the optimizer's state beside the weights, so that training can go on from it here. */
    record Keep(PolicyVersion version, ActorRef<WeightsReply> replyTo) implements WeightsCommand {}

    /** See that another node keeps this version too, if there is another; answered by {@link WeightsReply.Secured}. */
    record Secure(PolicyVersion version, ActorRef<WeightsReply> replyTo) implements WeightsCommand {}

    /**
     * The versions so far; older ones than the configured number may be deleted.
     *
     * @param term of the coordinator that tells
     * @param versions the committed ones, oldest first
     * @param oldestNeeded number of the oldest version that open work needs; it and later ones must stay
     */
    record VersionsCommitted(long term, List<PolicyVersion> versions, int oldestNeeded) implements WeightsCommand {
        public VersionsCommitted {
            versions = List.copyOf(versions);
        }
    }

    /** What the actor tells itself; never crosses nodes. */
    non-sealed interface Internal extends WeightsCommand {}
}
