package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what a cluster does. */
@Command(
        name = "status",
        description = {
            "Tells which nodes a cluster has, which runs it was asked for and how far they are.",
            "",
            "Examples:",
            "  agon status --cluster 127.0.0.1:7360",
            "  agon status --cluster 127.0.0.1:7360 --json",
            "",
        })
final class StatusCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Mixin
    private final ClusterOption cluster = new ClusterOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatusCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        ClusterClient client = cluster.client(options.load(context, options.file));
        JsonNode members = client.members();
        JsonNode runs = client.runs();
        if (json) {
            context.out().println(((ObjectNode) runs.deepCopy()).set("cluster", members));
            return;
        }
        for (JsonNode member : members.path("members")) {
            String address = member.path("node").asText();
            context.out()
                    .printf(
                            Locale.ROOT,
                            "%-24s %-10s %s%n",
                            address.substring(address.indexOf('@') + 1),
                            member.path("status").asText().toLowerCase(Locale.ROOT),
                            roles(member));
        }
        for (JsonNode run : runs.path("runs")) {
            String state = run.path("state").asText();
            String more = state.equals("running")
                    ? runs.path("progress").asText()
                    : run.path("message").asText();
            context.out()
                    .printf(Locale.ROOT, "%-24s %-10s %s%n", run.path("name").asText(), state, more);
        }
    }

    private static String roles(JsonNode member) {
        return StreamSupport.stream(member.path("roles").spliterator(), false)
                .map(JsonNode::asText)
                .filter(role -> !role.startsWith("dc-"))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
