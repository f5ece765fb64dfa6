package dev.agon.protocol.event;

import dev.agon.protocol.job.JobState;

/** One entry of the ledger of a cluster's jobs. */
public sealed interface JobEvent {
    /** A keeper took over; what one of an earlier term still writes is refused. */
    record JobsTermBegun(long term) implements JobEvent {}

    /**
     * A run was asked for.
     *
     * @param id one more than that of the submission before it, the first being 1
     * @param name the run's name
     * @param config its resolved configuration, as HOCON
     */
    record JobSubmitted(int id, String name, String config) implements JobEvent {}

    /**
     * A job is over.
     *
     * @param state DONE, FAILED or STOPPED
     * @param message why; may be empty
     */
    record JobEnded(int id, JobState state, String message) implements JobEvent {
        public JobEnded {
            if (!state.ended()) {
                throw new IllegalArgumentException("a job does not end as " + state);
            }
        }
    }
}
