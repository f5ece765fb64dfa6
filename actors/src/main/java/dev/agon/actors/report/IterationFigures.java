package dev.agon.actors.report;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one policy version does on the validation prompts.
 *
 * @param version number of the version; 0 is the start
 * @param againstStart win rate against version 0
 * @param againstPrevious win rate against the version before; for version 0 even by definition
 * @param kl from the start, in nats an answer; NaN if not measured
 * @param meanTokens mean length of an answer in tokens
 * @param distinct2 distinct word pairs over all word pairs
 * @param readers win rate against version 0 by each reader of the judge
 */
public record IterationFigures(
        int version,
        Interval againstStart,
        Interval againstPrevious,
        double kl,
        double meanTokens,
        double distinct2,
        SortedMap<String, Interval> readers) {
    public IterationFigures {
        readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
    }
}
