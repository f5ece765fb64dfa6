package dev.agon.protocol.message;

import dev.agon.protocol.job.Job;
import java.util.List;

/** What the keeper of a cluster's jobs answers. */
public sealed interface JobsReply extends Message {
    /**
     * Jobs, in the order of their submission.
     *
     * @param progress how far the running one is, in a line for people; empty if not known
     * @param pulse the same in counts
     */
    record Listed(List<Job> jobs, String progress, RunPulse pulse) implements JobsReply {
        public Listed {
            jobs = List.copyOf(jobs);
        }
    }

    /** It was not done, and this sentence says why. */
    record Refused(String reason) implements JobsReply {}
}
