package dev.agon.protocol.message;

import dev.agon.protocol.job.Job;
import org.apache.pekko.actor.typed.ActorRef;

/** What a node is told. */
public sealed interface NodeCommand extends Message {
    /**
     * What the cluster runs now.
     *
     * @param coordinator of this job
     */
    record CurrentJob(Job job, ActorRef<CoordinatorCommand> coordinator) implements NodeCommand {}

    /**
     * A job has the cluster and its coordinator is not there yet: the keeper of jobs has just moved, or is about to
     * begin the job. A node keeps its part in it, and begins none.
     *
     * @param id the job's number
     */
    record CoordinatorAwaited(int id) implements NodeCommand {}

    /** No job has the cluster. */
    record NoJob() implements NodeCommand {}

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
