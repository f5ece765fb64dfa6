package dev.agon.actors.claim;

/**
 * A statistic of the seeds with its bootstrap interval.
 *
 * @param value of all seeds
 * @param low where the interval begins
 * @param high where it ends
 */
public record Estimate(double value, double low, double high) {}
