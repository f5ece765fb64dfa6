package dev.agon.actors.cli;

import dev.agon.actors.config.ResolvedConfig;
import picocli.CommandLine.Option;

/** The option that says which cluster is meant. */
final class ClusterOption {
    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "HOST:PORT",
            description = "HTTP address of any of its nodes, as `agon node` printed it.")
    private String address = "";

    /** The way to that cluster, with what {@code config} says of it. */
    ClusterClient client(ResolvedConfig config) {
        return new ClusterClient(address, config.access());
    }
}
