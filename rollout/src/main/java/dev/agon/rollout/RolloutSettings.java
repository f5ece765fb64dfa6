package dev.agon.rollout;

import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * How answers are drawn, block {@code agon.rollout}; each key is described in {@code reference.conf}.
 *
 * @param prompts self-play prompts of an iteration
 * @param samples answers a prompt, judged against each other
 * @param shardPrompts prompts of a unit of work
 * @param batchRows answers of a unit that are drawn side by side at most, 0 for all
 * @param sampling the distribution of their tokens
 * @param maxNewTokens longest answer in tokens, end token included
 * @param workers rollout workers of a node
 * @param threads processor threads of one worker; results depend on it in the last bit
 */
public record RolloutSettings(
        int prompts,
        int samples,
        int shardPrompts,
        int batchRows,
        Sampling sampling,
        int maxNewTokens,
        int workers,
        int threads) {
    /** Reads the block. */
    public static RolloutSettings of(Settings settings) {
        return new RolloutSettings(
                settings.integer("prompts", 1, 1 << 24),
                settings.integer("samples", 2, 1024),
                settings.integer("shard-prompts", 1, 1 << 16),
                settings.integer("batch-rows", 0, 1 << 26),
                new Sampling(
                        settings.number("temperature", 0, 100),
                        settings.integer("top-k", 0, 1 << 24),
                        settings.number("top-p", 1e-6, 1),
                        settings.number("min-p", 0, 1),
                        stops(settings)),
                settings.integer("max-new-tokens", 1, 1 << 20),
                settings.integer("workers", 1, 1024),
                settings.integer("threads", 1, 1024));
    }

    /** How so many answers to each of some prompts are drawn. */
    public SamplingOptions answers(int number) {
        return new SamplingOptions(number, maxNewTokens, batchRows, sampling);
    }

    private static List<String> stops(Settings settings) {
        List<String> stops = settings.texts("stop");
        if (stops.contains("")) {
            throw settings.fault("stop", "holds an empty text, which would end every answer at once");
        }
        return stops;
    }
}
