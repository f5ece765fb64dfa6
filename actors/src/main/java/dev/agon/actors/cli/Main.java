package dev.agon.actors.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program {@code agon}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(CliContext.ofProcess(), arguments));
    }

    /** Runs a command line; returns its exit code. */
    static int run(CliContext context, String... arguments) {
        CommandLine line = new CommandLine(AgonCommand.class, new CommandFactory(context));
        line.setOut(new PrintWriter(new OutputStreamWriter(context.out(), StandardCharsets.UTF_8), true));
        Failures failures = new Failures(context.terminal());
        line.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        finishHelp(line);
        return line.execute(arguments);
    }

    /** Every command's help ends with the exit codes. */
    private static void finishHelp(CommandLine line) {
        OptionGroups.apply(line);
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCodes.meanings())
                .sortOptions(false)
                .width(100);
        line.getSubcommands().values().forEach(Main::finishHelp);
    }
}
