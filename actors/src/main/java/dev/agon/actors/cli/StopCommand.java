package dev.agon.actors.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a run of a cluster. */
@Command(
        name = "stop",
        description = {
            "Ends a run of a cluster, running or queued; what is done stays, and submit --resume goes on with it.",
            "",
            "Examples:",
            "  agon stop --cluster 127.0.0.1:7360 quickstart",
            "",
        })
final class StopCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Parameters(paramLabel = "NAME", description = "The run's name.")
    private String name = "";

    StopCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        cluster.client(options.load(context, options.file)).stop(name);
        context.out()
                .println("Run " + name + " is stopped; go on with it by: agon submit --resume --set agon.run.name="
                        + name);
    }
}
