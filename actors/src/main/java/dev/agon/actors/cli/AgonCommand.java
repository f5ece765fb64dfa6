package dev.agon.actors.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the command tree. */
@Command(
        name = "agon",
        description = {
            "Trains language models by letting them compete with themselves.",
            "",
            "Examples:",
            "  agon train                                        the quickstart: a few minutes on two cores",
            "  agon train --config mine.conf --set agon.run.seed=7",
            "  agon train --resume                               go on after a stop or a crash",
            "  agon generate --model runs/quickstart/checkpoints/step-000006 --prompt \"espresso (noun):\" -n 5",
            "",
        },
        commandListHeading = "%nCommands:%n",
        versionProvider = Version.class,
        subcommands = {
            TrainCommand.class,
            PretrainCommand.class,
            GenerateCommand.class,
            EvaluateCommand.class,
            MergeCommand.class,
            SolveCommand.class,
            ClaimsCommand.class,
            InspectCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            NodeCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            StopCommand.class,
            ChaosCommand.class,
        })
final class AgonCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            order = OptionGroups.RARE,
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            order = OptionGroups.RARE,
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Option(
            names = "--verbose",
            order = OptionGroups.RARE,
            scope = ScopeType.INHERIT,
            description = "Show log lines, and stack traces of failures.")
    private boolean verbose;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }

    /** Whether log lines and stack traces are wanted. */
    boolean verbose() {
        return verbose;
    }
}
