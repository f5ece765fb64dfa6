package dev.agon.policy;

/**
 * How completions are drawn.
 *
 * @param samples completions a prompt
 * @param maxNewTokens limit on a completion's length, end token included
 * @param sampling the distribution of their tokens
 */
public record SamplingOptions(int samples, int maxNewTokens, Sampling sampling) {}
