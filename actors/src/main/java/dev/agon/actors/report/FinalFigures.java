package dev.agon.actors.report;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The final policy against the start on the held-out test prompts, with fresh random numbers.
 *
 * @param prompts number of test prompts
 * @param winRate of the final policy against the start, by the judge
 * @param readers the same by each reader of the judge
 * @param distinct2 repetition: distinct word pairs over all word pairs
 * @param meanTokens mean length of an answer in tokens
 * @param divergence from the start
 * @param metrics the task's own measures by their names in {@code result.json}, such as {@code genus_accuracy}
 */
public record FinalFigures(
        int prompts,
        Interval winRate,
        SortedMap<String, Interval> readers,
        Comparison distinct2,
        Comparison meanTokens,
        Divergence divergence,
        SortedMap<String, Comparison> metrics) {
    public FinalFigures {
        readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }
}
