package dev.agon.policy;

/**
 * How completions are drawn.
 *
 * @param samples completions a prompt
 * @param maxNewTokens limit on a completion's length, end token included
 * @param batchRows completions that decode together at most, 0 for all; those of one prompt always do
 * @param sampling the distribution of their tokens
 */
public record SamplingOptions(int samples, int maxNewTokens, int batchRows, Sampling sampling) {
    /** With all completions decoding together. */
    public SamplingOptions(int samples, int maxNewTokens, Sampling sampling) {
        this(samples, maxNewTokens, 0, sampling);
    }

    /** How many completions of so many prompts decode together at most: those of a number of whole prompts. */
    public int rows(int prompts) {
        int all = Math.multiplyExact(prompts, samples);
        return batchRows == 0 ? all : Math.min(all, Math.max(1, batchRows / samples) * samples);
    }
}
