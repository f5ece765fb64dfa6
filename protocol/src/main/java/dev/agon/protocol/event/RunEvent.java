package dev.agon.protocol.event;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkResult;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** One entry of a run's ledger. */
public sealed interface RunEvent {
    /**
     * The run came into being; always the first event.
     *
     * @param configDigest digest of everything in the configuration that the result depends on
     * @param seed the run's seed
     * @param start the weights that it starts from, number 0
     * @param dataDigest digest of the prompts of all its iterations and evaluations
     */
    record RunStarted(String configDigest, long seed, PolicyVersion start, String dataDigest) implements RunEvent {}

    /** A coordinator took over; grants of an earlier term are void. */
    record TermBegun(long term) implements RunEvent {}

    /** A unit of work was answered and judged; at most one event a work id. */
    record ShardJudged(WorkResult result) implements RunEvent {}

    /**
     * An update is part of the run from here on and is never redone.
     *
     * @param term the term under which it was granted
     * @param iteration number of the policy version that it started from
     * @param version the published result, number {@code iteration + 1}
     * @param groupsDigest digest of the judged groups that it consumed, in id order
     * @param metrics the learner's figures by name
     */
    record UpdateCommitted(
            long term, int iteration, PolicyVersion version, String groupsDigest, SortedMap<String, Double> metrics)
            implements RunEvent {
        public UpdateCommitted {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }
    }

    /** Everything is done; {@code version} is the result. Always the last event. */
    record RunFinished(PolicyVersion version) implements RunEvent {}
}
