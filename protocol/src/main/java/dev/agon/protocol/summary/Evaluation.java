package dev.agon.protocol.summary;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one policy version answers a fixed set of prompts.
 *
 * @param version number of the policy version
 * @param againstStart its win rate against version 0 by the judge
 * @param againstPrevious its win rate against the version before it by the judge; in the final test, against the start
 * @param readers its win rate against version 0 by each reader of the judge; empty if there are none
 * @param completions number of completions evaluated
 * @param meanTokens mean length of a completion in tokens, end token included
 * @param endedShare share of completions that reached the end token
 * @param distinct2 distinct word pairs divided by all word pairs, over the texts of all completions; 1 if there is none
 */
public record Evaluation(
        int version,
        WinRate againstStart,
        WinRate againstPrevious,
        SortedMap<String, WinRate> readers,
        int completions,
        double meanTokens,
        double endedShare,
        double distinct2) {
    public Evaluation {
        readers = Collections.unmodifiableSortedMap(new TreeMap<>(readers));
    }
}
