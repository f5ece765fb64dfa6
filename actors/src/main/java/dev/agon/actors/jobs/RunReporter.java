package dev.agon.actors.jobs;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.metrics.RunMetrics;
import dev.agon.actors.report.RunOutput;
import dev.agon.actors.run.LiveLine;
import dev.agon.actors.run.MetricsLog;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Progress;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.RunView;
import dev.agon.actors.run.Terminal;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.ReportEnd;
import dev.agon.protocol.message.JobsCommand.ReportProgress;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.message.RunPulse;
import dev.agon.protocol.summary.RunSummary;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Fills the directory of a cluster's run, on the node that keeps the jobs: figures while it works, results and report
 * at its end. Tells the keeper how far it is. Thread-safe.
 */
public final class RunReporter implements Consumer<RunProgress>, AutoCloseable {
    private final Job job;
    private final ResolvedConfig config;
    private final Parts parts;
    private final Executor blocking;
    private final Consumer<JobsCommand> keeper;
    private final RunDirectory directory;
    private final RunView view;
    private final AtomicReference<RunPulse> pulse = new AtomicReference<>(RunPulse.NONE);
    private final RunMetrics metrics;
    private final AtomicBoolean finishing = new AtomicBoolean();

    private RunReporter(
            Job job,
            ResolvedConfig config,
            Parts parts,
            Terminal terminal,
            RunMetrics metrics,
            Executor blocking,
            Consumer<JobsCommand> keeper) {
        this.metrics = metrics;
        this.job = job;
        this.config = config;
        this.parts = parts;
        this.blocking = blocking;
        this.keeper = keeper;
        this.directory = RunDirectory.openForCluster(
                parts.run().path(), config, config.settings("agon.cluster").text("name"));
        InstantSource clock = InstantSource.system();
        LiveLine line = new LiveLine(terminal, parts.run().progressInterval(), clock);
        MetricsLog log = new MetricsLog(directory.metrics(), directory.tensorboard());
        this.view = new RunView(line, log, clock, parts.run().iterations(), parts.testShare());
    }

    /**
     * Takes hold of the run's directory.
     *
     * @param parts of the run, as this node has them
     * @param terminal where this node shows progress
     * @param metrics what this node tells of the run; closed with this
     * @param blocking where the report is made
     * @param keeper hears how far the run is
     * @throws dev.agon.protocol.settings.ConfigurationException if it is another run's, or a process that is no node of
     *     this cluster works there
     */
    public static RunReporter open(
            Job job,
            ResolvedConfig config,
            Parts parts,
            Terminal terminal,
            RunMetrics metrics,
            Executor blocking,
            Consumer<JobsCommand> keeper) {
        return new RunReporter(job, config, parts, terminal, metrics, blocking, keeper);
    }

    @Override
    public void accept(RunProgress progress) {
        metrics.accept(progress);
        view.accept(progress);
        RunPulse now = pulse.updateAndGet(before -> before.after(progress));
        if (progress instanceof RunDone done) {
            if (finishing.compareAndSet(false, true)) {
                blocking.execute(() -> finish(done.summary()));
            }
        } else if (progress instanceof RunFailed failed) {
            keeper.accept(
                    new ReportEnd(job.id(), JobState.FAILED, failed.failure().message()));
        } else {
            Progress latest = view.latest();
            if (latest != null) {
                keeper.accept(new ReportProgress(job.id(), latest.line(), now));
            }
        }
    }

    private void finish(RunSummary summary) {
        try {
            RunOutput.write(summary, config, parts, directory);
            keeper.accept(
                    new ReportEnd(job.id(), JobState.DONE, summary.result().sha256()));
        } catch (RuntimeException e) {
            keeper.accept(new ReportEnd(job.id(), JobState.FAILED, String.valueOf(e.getMessage())));
        }
    }

    /** Lets go of the directory, once a report that is being written is there. */
    @Override
    public void close() {
        view.close();
        metrics.close();
        var unused = CompletableFuture.runAsync(directory::close, blocking);
    }
}
