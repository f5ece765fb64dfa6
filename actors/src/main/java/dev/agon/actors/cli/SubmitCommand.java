package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.Parts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Asks a cluster for a run. */
@Command(
        name = "submit",
        description = {
            "Asks a cluster for a run, which begins when those before it have ended.",
            "",
            "Examples:",
            "  agon submit --cluster 127.0.0.1:7360",
            "  agon submit --cluster 127.0.0.1:7360 --config mine.conf --set agon.run.seed=7",
            "  agon submit --cluster 127.0.0.1:7360 --resume --set agon.run.name=mine",
            "",
        })
final class SubmitCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--resume", description = "Go on with a run that was stopped or has failed.")
    private boolean resume;

    SubmitCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = absolute(new RunChoice(context, options, "train.conf").choose(resume));
        Parts parts = Parts.of(config);
        JsonNode job = cluster.client(config)
                .submit(parts.run().name(), config.render())
                .path("runs")
                .path(0);
        context.out()
                .println("Run " + job.path("name").asText() + " is "
                        + job.path("state").asText() + "; it writes to "
                        + parts.run().path());
    }

    /** The nodes need not be started where the request is made. */
    static ResolvedConfig absolute(ResolvedConfig config) {
        RunSettings run = RunSettings.of(config.settings("agon.run"));
        ModelSettings model = ModelSettings.of(config.settings("agon.model"));
        return Rivals.absolute(config)
                .with(
                        "agon.run.directory",
                        run.directory().toAbsolutePath().normalize().toString(),
                        "submit")
                .with(
                        "agon.model.directory",
                        model.directory().toAbsolutePath().normalize().toString(),
                        "submit");
    }
}
