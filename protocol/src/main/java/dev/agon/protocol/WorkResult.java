package dev.agon.protocol;

import java.util.List;

/**
 * The judged answers to a {@link WorkItem}.
 *
 * @param id the item's name
 * @param groups one judged group a prompt, in the item's order; the policy's own completions first, then the opponents
 * @param effort what it cost; for display only, never an input of a decision
 */
public record WorkResult(WorkId id, List<JudgedGroup> groups, Effort effort) {
    public WorkResult {
        groups = List.copyOf(groups);
    }

    /**
     * What a unit of work cost on the node that did it.
     *
     * @param tokens completion tokens generated
     * @param generateSeconds wall time of generation
     * @param judgeSeconds wall time of judging
     */
    public record Effort(long tokens, double generateSeconds, double judgeSeconds) {}
}
