package dev.agon.actors.cli;

import dev.agon.actors.run.Logs;
import dev.agon.policy.decoder.Merge;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.SafetensorsWriter;
import dev.agon.protocol.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Turns an adapter into a model. */
@Command(
        name = "merge",
        description = {
            "Writes an adapter and its base as one model, a Hugging Face directory that needs neither.",
            "",
            "Examples:",
            "  agon merge runs/mine/checkpoints/step-000006 --output merged",
            "  agon merge ADAPTER --base MODEL --output merged",
            "",
        })
final class MergeCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Parameters(
            paramLabel = "ADAPTER",
            description = "A directory of PEFT, such as a checkpoint of a run with an adapter.")
    private Path adapter = Path.of("");

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Where to; must not exist.")
    private Path output = Path.of("");

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "The model that the adapter belongs to; default: where the adapter says that it lies.")
    private @Nullable Path base;

    MergeCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        if (!AdapterDirectory.isIn(adapter)) {
            throw new InputException(adapter + " holds no adapter (adapter_config.json, " + AdapterDirectory.WEIGHTS
                    + "); name a directory that does.");
        }
        if (Files.exists(output)) {
            throw new InputException("--output is " + output + ", which exists; name a new directory.");
        }
        AdapterDirectory opened = base == null
                ? AdapterDirectory.open(adapter)
                : AdapterDirectory.open(adapter, Adapters.baseFor(adapter, base));
        SafetensorsWriter.Written written = Merge.write(opened, output);
        context.out().println(output.toAbsolutePath().normalize() + ", SHA-256 " + written.sha256());
    }
}
