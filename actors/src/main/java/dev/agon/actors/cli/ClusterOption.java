package dev.agon.actors.cli;

import picocli.CommandLine.Option;

/** The option that says which cluster is meant. */
final class ClusterOption {
    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "HOST:PORT",
            description = "HTTP address of any of its nodes, as `agon node` printed it.")
    private String address = "";

    /** The way to that cluster. */
    ClusterClient client() {
        return new ClusterClient(address);
    }
}
