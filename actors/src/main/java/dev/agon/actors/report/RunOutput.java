package dev.agon.actors.report;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.FinalDivergence;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.RunDirectory;
import dev.agon.policy.files.AtomicFile;
import dev.agon.protocol.summary.RunSummary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/** Writes what a run leaves for people and scripts: {@code report.html} and {@code result.json}. */
public final class RunOutput {
    private RunOutput() {}

    /**
     * Measures what the ledger does not hold, writes both files and returns the report.
     *
     * @throws dev.agon.protocol.InputException if the directory cannot be written
     */
    public static RunReport write(RunSummary summary, ResolvedConfig config, Parts parts, RunDirectory directory) {
        Path result = directory.path().resolve(summary.result().place());
        Divergence divergence = FinalDivergence.measure(summary.outcomes(), result, parts);
        RunReport report = RunReports.of(summary, config, divergence, directory.wallSeconds(InstantSource.system()));
        write(directory.result(), ResultJson.render(report));
        write(directory.report(), HtmlReport.render(report));
        return report;
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
