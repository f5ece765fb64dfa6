package dev.agon.protocol.message;

import dev.agon.protocol.PolicyVersion;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node's weights actor is told. */
public sealed interface WeightsCommand extends Message {
    /** Have this version, verified, on the node's disk; answered by a {@link WeightsReply}. */
    record Locate(PolicyVersion version, ActorRef<WeightsReply> replyTo) implements WeightsCommand {}

    /** The committed versions, oldest first; older ones than the configured number may be deleted. */
    record VersionsCommitted(List<PolicyVersion> versions) implements WeightsCommand {
        public VersionsCommitted {
            versions = List.copyOf(versions);
        }
    }

    /** What the actor tells itself; never crosses nodes. */
    non-sealed interface Internal extends WeightsCommand {}
}
