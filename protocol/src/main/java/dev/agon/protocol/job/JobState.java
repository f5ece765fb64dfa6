package dev.agon.protocol.job;

/** How far a job is. */
public enum JobState {
    /** Waits for its turn. */
    QUEUED,
    /** Is the cluster's run. */
    RUNNING,
    /** Has made its result. */
    DONE,
    /** Ended by a failure; submitted again it goes on from its ledger. */
    FAILED,
    /** Ended by its owner; submitted again it goes on from its ledger. */
    STOPPED;

    /** Whether nothing more will happen. */
    public boolean ended() {
        return this == DONE || this == FAILED || this == STOPPED;
    }
}
