package dev.agon.policy;

/**
 * How completions are drawn.
 *
 * @param samples completions a prompt
 * @param maxNewTokens limit on a completion's length, end token included
 * @param temperature divisor of the logits; 0 takes the most likely token
 */
public record SamplingOptions(int samples, int maxNewTokens, double temperature) {}
