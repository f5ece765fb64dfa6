package dev.agon.actors.cli;

import dev.agon.actors.RunStopped;
import dev.agon.actors.TrainingRun;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.report.RunOutput;
import dev.agon.actors.report.RunReport;
import dev.agon.actors.run.Estimate;
import dev.agon.actors.run.LiveLine;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.MachineMemory;
import dev.agon.actors.run.MemoryPlan;
import dev.agon.actors.run.MetricsLog;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Preflight;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.RunView;
import dev.agon.actors.run.StopSignal;
import dev.agon.actors.run.Wiring;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.summary.RunSummary;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a policy by self-play. */
@Command(
        name = "train",
        description = {
            "Lets a model play against itself and learn from it, as a whole cluster in this process.",
            "Without options it runs the quickstart.",
            "",
            "Examples:",
            "  agon train",
            "  agon train --set agon.algorithm.use=spo --set agon.run.name=spo",
            "  agon train --config mine.conf --dry-run",
            "  agon train --resume",
            "",
        })
final class TrainCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--resume",
            description =
                    "Go on with the run of this name, or the newest; its own configuration stands where --config is"
                            + " left out.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Check everything, print plan and estimate, and start nothing.")
    private boolean dryRun;

    TrainCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = new RunChoice(context, options, "train.conf").choose(resume);
        Parts parts = Parts.of(config);
        RunDirectory.requireUsable(parts.run().path(), config, resume);
        Preflight preflight = Preflight.check(parts);
        MemoryPlan memory = MemoryPlan.of(parts, preflight);
        if (parts.model().isOnProcessor()) { // what a GPU has is not the machine's memory
            memory.requireFits(MachineMemory.bytes());
        }
        if (dryRun) {
            context.out().print(PlanText.render(config, parts, preflight, memory, Estimate.measure(parts, preflight)));
            return;
        }
        NodeSetup setup = Wiring.setup(parts, parts.run().path()); // reads the weights, so it may refuse them
        try (RunDirectory directory = RunDirectory.open(parts.run().path(), config, resume);
                StopSignal stop = StopSignal.install(parts.run().stopTimeout())) {
            Logs.toDirectory(directory.attempt());
            context.terminal().line((directory.resumed() ? "Resuming " : "Running ") + directory.path());
            try {
                finish(play(setup, parts, directory, stop), config, parts, directory);
            } catch (RunStopped e) {
                context.terminal()
                        .line("Stopped; everything so far is saved. Go on with: "
                                + ResumeLine.of(context, "train", directory.path()));
            }
        }
    }

    private RunSummary play(NodeSetup setup, Parts parts, RunDirectory directory, StopSignal stop) {
        InstantSource clock = InstantSource.system();
        LiveLine line = new LiveLine(context.terminal(), parts.run().progressInterval(), clock);
        MetricsLog metrics = new MetricsLog(directory.metrics(), directory.tensorboard());
        try (RunView view = new RunView(line, metrics, clock, parts.run().iterations(), parts.testShare())) {
            TrainingRun run = start(setup, view, stop, directory);
            stop.onRequest(run::stop);
            return run.finished().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** A run that its ledger's database refuses has not begun, so it leaves its name to the corrected one. */
    private static TrainingRun start(NodeSetup setup, RunView view, StopSignal stop, RunDirectory directory) {
        try {
            return stop.start(() -> TrainingRun.start(setup, view, stop::requested));
        } catch (ConfigurationException | InputException e) {
            directory.withdraw();
            throw e;
        }
    }

    private void finish(RunSummary summary, ResolvedConfig config, Parts parts, RunDirectory directory) {
        RunReport report = RunOutput.write(summary, config, parts, directory);
        Path checkpoint = directory.path().resolve(summary.result().place());
        context.out().println();
        context.out().print(FiguresTable.render(report.outcome()));
        context.out()
                .printf(
                        Locale.ROOT,
                        "%-16s %.2f %%%n",
                        "cyclic triples",
                        100 * report.effort().cyclicShare());
        context.out()
                .printf(Locale.ROOT, "%-16s %.0f s%n", "time", report.effort().wallSeconds());
        if (report.known() != null) {
            context.out().println();
            context.out().print(FiguresTable.render(report.known()));
        }
        context.out().println();
        context.out().print(FiguresTable.samples(report.samples()));
        context.out().println();
        context.out().printf(Locale.ROOT, "%-16s %s%n", "report", directory.report());
        context.out().printf(Locale.ROOT, "%-16s %s%n", "model", checkpoint);
    }
}
