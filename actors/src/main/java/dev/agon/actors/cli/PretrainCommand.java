package dev.agon.actors.cli;

import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.MachineMemory;
import dev.agon.actors.run.PretrainMemory;
import dev.agon.actors.run.PretrainView;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.StopSignal;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.env.task.TextExample;
import dev.agon.learner.pretrain.PretrainSettings;
import dev.agon.learner.pretrain.Pretraining;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a base model. */
@Command(
        name = "pretrain",
        description = {
            "Trains a tokenizer and a base model on the task's text, from nothing.",
            "",
            "Examples:",
            "  agon pretrain                                     the model that the quickstart starts from",
            "  agon pretrain --config mine.conf --resume",
            "",
        })
final class PretrainCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--resume", description = "Go on from the last checkpoint; begins if there is none.")
    private boolean resume;

    PretrainCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = new RunChoice(context, options, "pretrain.conf").choose(resume);
        RunSettings settings = RunSettings.of(config.settings("agon.run"));
        PretrainSettings pretrain = PretrainSettings.of(config.settings("agon.pretrain"));
        ModelSettings model = ModelSettings.of(config.settings("agon.model"));
        if (model.isOnProcessor()) { // what a GPU has is not the machine's memory
            PretrainMemory.of(pretrain, model.compute()).requireFits(MachineMemory.bytes());
        }
        Task task = config.settings("agon.task").chosen().create(Task.class);
        // Read before the directory is made, so that a task that has no text leaves nothing behind.
        List<TextExample> text = task.corpus(Split.TRAIN);
        List<TextExample> validation = task.corpus(Split.VALIDATION);
        try (RunDirectory directory = RunDirectory.open(settings.path(), config, resume);
                StopSignal stop = StopSignal.install(settings.stopTimeout())) {
            Logs.toDirectory(directory.attempt());
            PretrainView view = new PretrainView(
                    directory, context.terminal(), settings.progressInterval(), InstantSource.system(), stop);
            Pretraining training = new Pretraining(pretrain, directory.path(), model.device(), model.compute(), view);
            if (train(training, view, directory, text, validation)) {
                context.out().println(training.model());
            } else {
                context.terminal()
                        .line("Stopped after saving; go on with: "
                                + ResumeLine.of(context, "pretrain", directory.path()));
            }
        }
    }

    private static boolean train(
            Pretraining training,
            PretrainView view,
            RunDirectory directory,
            List<TextExample> text,
            List<TextExample> validation) {
        try (view) {
            return training.run(text, validation);
        } catch (RuntimeException e) {
            if (!view.begun()) { // refused: the device is not there, no text fits the context
                directory.withdraw();
            }
            throw e;
        }
    }
}
