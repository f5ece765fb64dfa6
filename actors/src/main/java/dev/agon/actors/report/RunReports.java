package dev.agon.actors.report;

import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.run.IterationMetrics;
import dev.agon.env.metric.KnownAnswer;
import dev.agon.env.task.Task;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.TestOutcome;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.summary.WinRate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the report of a run from its summary. */
public final class RunReports {
    private RunReports() {}

    /**
     * The report.
     *
     * @param divergence of the final policy from the start on the test prompts
     * @param wallSeconds of all attempts together
     */
    public static RunReport of(RunSummary summary, ResolvedConfig config, Divergence divergence, double wallSeconds) {
        RunSettings run = RunSettings.of(config.settings("agon.run"));
        EvaluationSettings evaluation = EvaluationSettings.of(config.settings("agon.evaluation"));
        int samples = config.settings("agon.report").integer("samples", 0, 1000);
        return new RunReport(
                new RunReport.Run(
                        run.name(),
                        config.settings("agon.task").text("use"),
                        config.settings("agon.judge").text("use"),
                        config.settings("agon.algorithm").text("use"),
                        run.seed(),
                        ModelSettings.of(config.settings("agon.model"))
                                .directory()
                                .toString(),
                        summary.result().sha256()),
                iterations(summary, divergence.kl().mean()),
                OutcomeFigures.of(summary.outcomes(), divergence, run.seed(), evaluation.confidence()),
                effort(summary, wallSeconds),
                summary.outcomes().stream()
                        .limit(samples)
                        .map(RunReports::sample)
                        .toList(),
                config.entries(),
                known(summary, config));
    }

    private static @Nullable KnownAnswer known(RunSummary summary, ResolvedConfig config) {
        return config.settings("agon.task")
                .chosen()
                .create(Task.class)
                .probe()
                .map(probe -> probe.known(IterationMetrics.told(summary.updates())))
                .orElse(null);
    }

    private static List<IterationFigures> iterations(RunSummary summary, double finalKl) {
        List<IterationFigures> iterations = new ArrayList<>();
        for (Evaluation evaluation : summary.evaluations()) {
            iterations.add(new IterationFigures(
                    evaluation.version(),
                    interval(evaluation.againstStart()),
                    interval(evaluation.againstPrevious()),
                    klOf(evaluation.version(), summary.updates(), finalKl),
                    evaluation.meanTokens(),
                    evaluation.distinct2(),
                    readers(evaluation)));
        }
        return iterations;
    }

    /** The distance of version v is measured on the answers that update v learns from; the last one's on the test. */
    private static double klOf(int version, List<UpdateSummary> updates, double finalKl) {
        return version < updates.size()
                ? updates.get(version).metrics().getOrDefault(IterationMetrics.KL, Double.NaN)
                : finalKl;
    }

    private static SortedMap<String, Interval> readers(Evaluation evaluation) {
        SortedMap<String, Interval> readers = new TreeMap<>();
        evaluation.readers().forEach((reader, rate) -> readers.put(reader, interval(rate)));
        return readers;
    }

    private static RunReport.Effort effort(RunSummary summary, double wallSeconds) {
        List<UpdateSummary> updates = summary.updates();
        long triples = updates.stream().mapToLong(UpdateSummary::triples).sum();
        long cyclic = updates.stream().mapToLong(UpdateSummary::cyclicTriples).sum();
        return new RunReport.Effort(
                updates.size(),
                updates.stream().mapToLong(UpdateSummary::samples).sum(),
                updates.stream().mapToLong(UpdateSummary::tokens).sum(),
                wallSeconds,
                triples == 0 ? 0 : (double) cyclic / triples);
    }

    private static SamplePair sample(TestOutcome outcome) {
        return new SamplePair(
                outcome.prompt().text(),
                outcome.before().get(0).text().strip(),
                outcome.after().get(0).text().strip());
    }

    private static Interval interval(WinRate rate) {
        return new Interval(rate.mean(), rate.low(), rate.high());
    }
}
