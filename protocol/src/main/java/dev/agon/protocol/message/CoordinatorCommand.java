package dev.agon.protocol.message;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is asked. */
public sealed interface CoordinatorCommand extends Message {
    /**
     * A worker states what it holds and how much more it would take; answered by {@link RolloutCommand.WorkGranted}
     * once there is work. Repeated at an interval, so that both sides agree again after any loss.
     *
     * @param worker who asks
     * @param sequence grows with each request of the worker
     * @param capacity items that it would take beyond those it holds
     * @param held items that it works on
     */
    record RequestWork(ActorRef<RolloutCommand> worker, long sequence, int capacity, List<WorkId> held)
            implements CoordinatorCommand {
        public RequestWork {
            held = List.copyOf(held);
        }
    }

    /** A worker hands in a result; answered by {@link RolloutCommand.ResultStored} once it is in the ledger. */
    record ReportResult(WorkResult result, ActorRef<RolloutCommand> worker) implements CoordinatorCommand {}

    /**
     * A worker cannot answer a unit, and no retry cures it. Ends the run if the unit is still wanted; if not, because
     * another worker has done it, it is answered by {@link RolloutCommand.ResultStored}.
     */
    record ReportUnanswered(WorkId id, RunFailure failure, ActorRef<RolloutCommand> worker)
            implements CoordinatorCommand {}

    /** The learner is free; answered by {@link LearnerCommand.UpdateGranted} once an iteration's results are in. */
    record RequestGrant(ActorRef<LearnerCommand> learner) implements CoordinatorCommand {}

    /** The learner wants one shard of its grant; answered by {@link LearnerCommand.ShardFetched}. */
    record FetchShard(long term, WorkId id, ActorRef<LearnerCommand> learner) implements CoordinatorCommand {}

    /**
     * The learner offers a published update; answered by {@link LearnerCommand.UpdateStored} or
     * {@link LearnerCommand.UpdateRefused}.
     */
    record CommitUpdate(
            long term,
            int iteration,
            PolicyVersion version,
            String groupsDigest,
            SortedMap<String, Double> metrics,
            ActorRef<LearnerCommand> learner)
            implements CoordinatorCommand {
        public CommitUpdate {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }
    }

    /**
     * The learner cannot make a granted update, and no retry cures it. Ends the run if the update is still to be made;
     * if not, because another learner has made it or the term is over, it is answered by
     * {@link LearnerCommand.UpdateRefused}.
     */
    record ReportUnlearned(long term, int iteration, RunFailure failure, ActorRef<LearnerCommand> learner)
            implements CoordinatorCommand {}

    /** A node's weights actor wants to hear of committed versions, by {@link WeightsCommand.VersionsCommitted}. */
    record FollowVersions(ActorRef<WeightsCommand> weights) implements CoordinatorCommand {}

    /** Somebody wants to hear of the run's progress. */
    record Observe(ActorRef<RunProgress> observer) implements CoordinatorCommand {}

    /** A worker met a failure that no retry cures; the run ends. */
    record ReportFailure(RunFailure failure) implements CoordinatorCommand {}

    /** What the coordinator tells itself; never crosses nodes. */
    non-sealed interface Internal extends CoordinatorCommand {}
}
