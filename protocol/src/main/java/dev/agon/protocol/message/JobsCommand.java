package dev.agon.protocol.message;

import dev.agon.protocol.job.JobState;
import org.apache.pekko.actor.typed.ActorRef;

/** What the keeper of a cluster's jobs is asked. */
public sealed interface JobsCommand extends Message {
    /**
     * Make this run when its turn comes; answered by {@link JobsReply.Listed} with the new job, or by
     * {@link JobsReply.Refused}.
     *
     * @param name the run's name
     * @param config its resolved configuration, as HOCON
     */
    record Submit(String name, String config, ActorRef<JobsReply> replyTo) implements JobsCommand {}

    /** End this job, running or queued; answered as {@link Submit}. */
    record Stop(String name, ActorRef<JobsReply> replyTo) implements JobsCommand {}

    /** Answered by {@link JobsReply.Listed} with all jobs. */
    record ListJobs(ActorRef<JobsReply> replyTo) implements JobsCommand {}

    /**
     * A node wants to know what runs; answered by {@link NodeCommand.CurrentJob},
     * {@link NodeCommand.CoordinatorAwaited} or {@link NodeCommand.NoJob}. Repeated at an interval.
     */
    record Follow(ActorRef<NodeCommand> node) implements JobsCommand {}

    /** A node saw the end of a job. */
    record ReportEnd(int id, JobState state, String message) implements JobsCommand {}

    /** How far the running job is, in a line for people and in counts. */
    record ReportProgress(int id, String line, RunPulse pulse) implements JobsCommand {}

    /** What the keeper tells itself; never crosses nodes. */
    non-sealed interface Internal extends JobsCommand {}
}
