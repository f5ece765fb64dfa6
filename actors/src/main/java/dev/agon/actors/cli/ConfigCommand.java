package dev.agon.actors.cli;

import dev.agon.actors.config.Explanation;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Parts;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at the configuration. */
@Command(
        name = "config",
        description = {
            "Checks, shows and explains the configuration.",
            "",
            "Examples:",
            "  agon config check --config mine.conf",
            "  agon config show --set agon.algorithm.use=spo",
            "  agon config explain agon.rollout.samples",
            "",
        },
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class, ConfigCommand.Explain.class})
final class ConfigCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }

    /** Checks every key and value. */
    @Command(name = "check", description = "Checks every key and value; prints nothing but a line if all is well.")
    static final class Check implements Runnable {
        private final CliContext context;

        @Mixin
        private final ConfigOptions options = new ConfigOptions();

        Check(CliContext context) {
            this.context = context;
        }

        @Override
        public void run() {
            ResolvedConfig config = options.load(context);
            Parts.of(config);
            context.out().println("The configuration is sound.");
        }
    }

    /** Shows every key. */
    @Command(name = "show", description = "Shows every key with its value and where the value comes from.")
    static final class Show implements Runnable {
        private final CliContext context;

        @Mixin
        private final ConfigOptions options = new ConfigOptions();

        Show(CliContext context) {
            this.context = context;
        }

        @Override
        public void run() {
            ResolvedConfig config = options.load(context);
            config.ledger(); // refuses an address with a password in it, which must not be shown
            for (ResolvedConfig.Entry entry : config.entries()) {
                context.out().println(entry.key() + " = " + entry.value() + "  # " + entry.origin());
            }
        }
    }

    /** Explains one key. */
    @Command(
            name = "explain",
            description = "Says what a key or block is for, its default, its value and where that comes from.")
    static final class Explain implements Runnable {
        private final CliContext context;

        @Mixin
        private final ConfigOptions options = new ConfigOptions();

        @Parameters(paramLabel = "KEY", description = "Full name of a key or block, such as agon.run.seed.")
        private String key = "";

        Explain(CliContext context) {
            this.context = context;
        }

        @Override
        public void run() {
            ResolvedConfig config = options.load(context);
            config.ledger(); // refuses an address with a password in it, which must not be shown
            Explanation explanation = config.explain(key);
            PrintStream out = context.out();
            out.println(explanation.key());
            explanation.comment().lines().forEach(line -> out.println("  " + line));
            if (explanation.variable().isEmpty()) {
                out.println("  Keys:     " + String.join(", ", explanation.children()));
                return;
            }
            out.println("  Default:  " + explanation.defaultValue());
            out.println("  Value:    " + explanation.value() + "  (" + explanation.origin() + ")");
            out.println("  Variable: " + explanation.variable());
        }
    }
}
