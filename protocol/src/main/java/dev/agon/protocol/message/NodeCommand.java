package dev.agon.protocol.message;

import dev.agon.protocol.job.Job;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node is told. */
public sealed interface NodeCommand extends Message {
    /**
     * What the cluster runs now.
     *
     * @param running the running job; empty if none is, or its coordinator is not there yet
     * @param coordinator of the running job, or anybody
     */
    record CurrentJob(List<Job> running, ActorRef<CoordinatorCommand> coordinator) implements NodeCommand {
        public CurrentJob {
            running = List.copyOf(running);
        }
    }

    /** Where does this node listen for HTTP? Answered by {@link HttpAddress}. Repeated at an interval. */
    record AskHttpAddress(ActorRef<NodeCommand> asker) implements NodeCommand {}

    /**
     * A node listens for HTTP here.
     *
     * @param node who answers
     * @param address {@code host:port}
     */
    record HttpAddress(ActorRef<NodeCommand> node, String address) implements NodeCommand {}

    /** What a node tells itself; never crosses nodes. */
    non-sealed interface Internal extends NodeCommand {}
}
