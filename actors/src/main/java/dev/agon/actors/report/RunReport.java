package dev.agon.actors.report;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.metric.KnownAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is reported of a finished run.
 *
 * @param run what was run
 * @param iterations the versions on the validation prompts, version 0 first
 * @param outcome the result on the test prompts
 * @param effort what it cost
 * @param samples answers before and after
 * @param config every key with value and origin
 * @param known how the policies stand beside the task's known answer; null where none is known
 */
public record RunReport(
        Run run,
        List<IterationFigures> iterations,
        FinalFigures outcome,
        Effort effort,
        List<SamplePair> samples,
        List<ResolvedConfig.Entry> config,
        @Nullable KnownAnswer known) {
    public RunReport {
        iterations = List.copyOf(iterations);
        samples = List.copyOf(samples);
        config = List.copyOf(config);
    }

    /**
     * What was run.
     *
     * @param name the run's name
     * @param task name of the task's block
     * @param judge name of the judge's block
     * @param algorithm name of the algorithm's block
     * @param seed the run's seed
     * @param model directory of the starting policy
     * @param finalSha256 of the final weights file
     */
    public record Run(
            String name, String task, String judge, String algorithm, long seed, String model, String finalSha256) {}

    /**
     * What a run cost and met.
     *
     * @param iterations updates committed
     * @param samples answers that were learned from
     * @param tokens tokens of these answers
     * @param wallSeconds wall time, all attempts together
     * @param cyclicShare share of triples of answers to one prompt that beat each other in a circle
     */
    public record Effort(int iterations, long samples, long tokens, double wallSeconds, double cyclicShare) {}
}
