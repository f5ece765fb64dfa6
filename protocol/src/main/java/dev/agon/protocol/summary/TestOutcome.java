package dev.agon.protocol.summary;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Prompt;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One held-out prompt answered by the starting policy and by the final one.
 *
 * @param prompt what was asked
 * @param before the start's completions
 * @param after the final version's completions
 * @param winProbability mean probability that one of {@code after} beats one of {@code before}
 * @param readers the same by each reader of the judge
 */
public record TestOutcome(
        Prompt prompt,
        List<Completion> before,
        List<Completion> after,
        double winProbability,
        SortedMap<String, Double> readers) {
    public TestOutcome {
        before = List.copyOf(before);
        after = List.copyOf(after);
        readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
    }
}
