package dev.agon.protocol.message;

import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.UpdateSummary;

/** What those who watch a run are told. For display only: a repetition or a loss changes no result. */
public sealed interface RunProgress extends Message {
    /**
     * A coordinator took over.
     *
     * @param term its term; above 1 the run was resumed
     * @param committed updates committed so far
     * @param iterations updates that the run will have
     */
    record TermStarted(long term, int committed, int iterations) implements RunProgress {}

    /**
     * A unit of work is done.
     *
     * @param purpose what the stage is for
     * @param version number of the policy version that answers
     * @param done units done in this stage
     * @param total units in this stage
     * @param effort what the unit cost
     */
    record ShardDone(Purpose purpose, int version, int done, int total, WorkResult.Effort effort)
            implements RunProgress {}

    /**
     * Workers were given units of work.
     *
     * @param units how many, again or for the first time
     * @param reissued how many of them a late worker has, too
     */
    record WorkHandedOut(int units, int reissued) implements RunProgress {}

    /** An iteration's results are all in and its update is granted to the learner. */
    record UpdateStarted(int iteration) implements RunProgress {}

    /** An update is in the ledger. */
    record UpdateDone(UpdateSummary update) implements RunProgress {}

    /** A version's answers to the validation prompts have been compared. */
    record VersionEvaluated(Evaluation evaluation) implements RunProgress {}

    /**
     * The ledger's database does not answer; the run waits for it and goes on with {@link TermStarted}.
     *
     * @param message one sentence: which database, since when, how long it is waited for, what to check
     */
    record LedgerAwaited(String message) implements RunProgress {}

    /**
     * Something that arrived was dropped.
     *
     * @param reason why, in words that follow a number
     * @param count how often, since this coordinator took over
     */
    record Dropped(String reason, long count) implements RunProgress {}

    /** Everything is done. */
    record RunDone(RunSummary summary) implements RunProgress {}

    /** The run cannot go on. */
    record RunFailed(RunFailure failure) implements RunProgress {}
}
