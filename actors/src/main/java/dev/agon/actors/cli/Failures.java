package dev.agon.actors.cli;

import dev.agon.actors.run.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into one sentence on standard error and an exit code; the stack trace only with --verbose. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        boolean verbose = parsed.hasMatchedOption("--verbose");
        for (ParseResult sub = parsed; sub.hasSubcommand(); ) {
            sub = sub.subcommand();
            verbose |= sub.hasMatchedOption("--verbose");
        }
        return report(failure, verbose);
    }

    /** Shows a failure; returns its exit code. */
    int report(Throwable failure, boolean verbose) {
        int code = ExitCodes.of(failure);
        terminal.live("");
        terminal.line("agon: " + sentence(failure, code));
        if (verbose) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            terminal.line(trace.toString().stripTrailing());
        }
        return code;
    }

    private static String sentence(Throwable failure, int code) {
        if (code == ExitCodes.INTERNAL) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return "internal failure, " + root.getClass().getSimpleName() + ": " + root.getMessage()
                    + "; run again with --verbose and report what it prints.";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (ExitCodes.of(cause) == code && (cause.getCause() == null || ExitCodes.of(cause.getCause()) != code)) {
                return String.valueOf(cause.getMessage());
            }
        }
        return String.valueOf(failure.getMessage());
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage()).strip().replaceFirst("\\.$", "");
        String near = "";
        if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            near = suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
        }
        terminal.line("agon: " + message + (near.isEmpty() ? "; see" : near + " See") + " `"
                + line.getCommandSpec().qualifiedName() + " --help`.");
        return ExitCodes.USAGE;
    }
}
