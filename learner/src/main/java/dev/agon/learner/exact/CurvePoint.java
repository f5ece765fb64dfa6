package dev.agon.learner.exact;

/**
 * How exploitable play was at one moment.
 *
 * @param iteration steps made
 * @param queries answers the oracle had given
 * @param last exploitability of the policy reached, the mean over contexts
 * @param average that of the mean of the policies played; before the first step that of the start
 */
public record CurvePoint(int iteration, long queries, double last, double average) {}
