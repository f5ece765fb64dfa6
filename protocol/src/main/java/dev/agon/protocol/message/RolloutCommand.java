package dev.agon.protocol.message;

import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.List;

/** What a rollout worker is told. */
public sealed interface RolloutCommand extends Message {
    /** Work to do, in answer to the request of this sequence number. */
    record WorkGranted(long sequence, List<WorkItem> items) implements RolloutCommand {
        public WorkGranted {
            items = List.copyOf(items);
        }
    }

    /** The result is in the ledger, or another copy of it is; the worker may forget it. */
    record ResultStored(WorkId id) implements RolloutCommand {}

    /**
     * A judge's answer to {@link JudgeCommand.JudgeShard}.
     *
     * @param verdicts one a group, in their order
     * @param seconds wall time of judging
     */
    record ShardVerdicts(WorkId id, List<Verdict> verdicts, double seconds) implements RolloutCommand {
        public ShardVerdicts {
            verdicts = List.copyOf(verdicts);
        }
    }

    /** What a worker tells itself; never crosses nodes. */
    non-sealed interface Internal extends RolloutCommand {}
}
