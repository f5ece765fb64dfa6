package dev.agon.protocol.job;

/**
 * A run that a cluster was asked to make.
 *
 * @param id grows with each submission
 * @param name the run's name
 * @param config the run's resolved configuration, as HOCON
 * @param state how far it is
 * @param message why it ended; empty if there is nothing to say
 */
public record Job(int id, String name, String config, JobState state, String message) {
    /** This job in another state. */
    public Job in(JobState next, String reason) {
        return new Job(id, name, config, next, reason);
    }
}
