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

    /** What a node tells itself; never crosses nodes. */
    non-sealed interface Internal extends NodeCommand {}
}
