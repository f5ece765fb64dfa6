package dev.agon.protocol.message;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import java.util.List;

/** What the learner is told. */
public sealed interface LearnerCommand extends Message {
    /**
     * The learner may make the next version.
     *
     * @param term the coordinator's term, to be named in the commit
     * @param iteration number of {@code base}
     * @param base the committed version to start from
     * @param shards the results to learn from, in the order in which they are consumed
     */
    record UpdateGranted(long term, int iteration, PolicyVersion base, List<WorkId> shards) implements LearnerCommand {
        public UpdateGranted {
            shards = List.copyOf(shards);
        }
    }

    /** One shard of the grant. */
    record ShardFetched(long term, WorkResult result) implements LearnerCommand {}

    /** The update is in the ledger. */
    record UpdateStored(int iteration) implements LearnerCommand {}

    /** The grant or the commit is void; the learner discards it and asks again. */
    record UpdateRefused(int iteration, String reason) implements LearnerCommand {}

    /** What the learner tells itself; never crosses nodes. */
    non-sealed interface Internal extends LearnerCommand {}
}
