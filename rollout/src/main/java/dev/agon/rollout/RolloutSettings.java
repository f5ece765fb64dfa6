package dev.agon.rollout;

import dev.agon.protocol.settings.Settings;

/**
 * How answers are drawn, block {@code agon.rollout}; each key is described in {@code reference.conf}.
 *
 * @param prompts self-play prompts of an iteration
 * @param samples answers a prompt, judged against each other
 * @param shardPrompts prompts of a unit of work, which is one batch
 * @param temperature divisor of the logits; 0 takes the most likely token
 * @param maxNewTokens longest answer in tokens, end token included
 * @param workers rollout workers of a node
 * @param threads processor threads of one worker; results depend on it in the last bit
 */
public record RolloutSettings(
        int prompts, int samples, int shardPrompts, double temperature, int maxNewTokens, int workers, int threads) {
    /** Reads the block. */
    public static RolloutSettings of(Settings settings) {
        return new RolloutSettings(
                settings.integer("prompts", 1, 1 << 24),
                settings.integer("samples", 2, 1024),
                settings.integer("shard-prompts", 1, 1 << 16),
                settings.number("temperature", 0, 100),
                settings.integer("max-new-tokens", 1, 1 << 20),
                settings.integer("workers", 1, 1024),
                settings.integer("threads", 1, 1024));
    }
}
