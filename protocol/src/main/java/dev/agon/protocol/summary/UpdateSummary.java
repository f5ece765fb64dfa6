package dev.agon.protocol.summary;

import dev.agon.protocol.PolicyVersion;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one committed update consumed and produced.
 *
 * @param iteration number of the policy version that it started from
 * @param version the version that it published
 * @param groupsDigest digest of the judged groups that it consumed, in id order
 * @param metrics the learner's figures by name
 * @param samples completions consumed
 * @param tokens completion tokens consumed
 * @param cyclicTriples triples of completions of one prompt that beat each other in a circle
 * @param triples all triples of completions of one prompt
 */
public record UpdateSummary(
        int iteration,
        PolicyVersion version,
        String groupsDigest,
        SortedMap<String, Double> metrics,
        long samples,
        long tokens,
        long cyclicTriples,
        long triples) {
    public UpdateSummary {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }
}
