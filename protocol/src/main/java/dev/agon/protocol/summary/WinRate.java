package dev.agon.protocol.summary;

/**
 * A mean win probability over prompts with its confidence interval (cluster bootstrap over prompts); all in [0, 1].
 *
 * @param mean mean over prompts of the mean win probability within a prompt
 * @param low lower bound
 * @param high upper bound
 * @param prompts number of prompts
 */
public record WinRate(double mean, double low, double high, int prompts) {
    /** The win rate of a policy against itself, which is 1/2 by definition. */
    public static WinRate even(int prompts) {
        return new WinRate(0.5, 0.5, 0.5, prompts);
    }
}
