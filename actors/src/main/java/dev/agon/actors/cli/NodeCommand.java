package dev.agon.actors.cli;

import dev.agon.actors.ClusterException;
import dev.agon.actors.RunStopped;
import dev.agon.actors.cluster.NodeParts;
import dev.agon.actors.cluster.NodeProcess;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.StopSignal;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a node of a cluster of many. */
@Command(
        name = "node",
        description = {
            "Starts a node of a cluster and works for whatever run the cluster makes, until it is stopped.",
            "",
            "Examples:",
            "  agon node --role control --port 7350 --http-port 7360",
            "  agon node --role learner --join 127.0.0.1:7350",
            "  agon node --role rollout --role judge --join 127.0.0.1:7350",
            "",
        })
final class NodeCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "What the node does: ${COMPLETION-CANDIDATES}; repeatable.")
    private List<Role> roles = List.of();

    @Option(
            names = "--join",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Nodes to join; the same as agon.cluster.join.")
    private List<String> join = List.of();

    @Option(names = "--port", paramLabel = "PORT", description = "The same as agon.cluster.port.")
    private String port = "";

    @Option(names = "--http-port", paramLabel = "PORT", description = "The same as agon.cluster.http-port.")
    private String httpPort = "";

    NodeCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), true);
        ResolvedConfig config = config();
        ClusterSettings settings = config.cluster();
        Logs.ofNode(context.terminal(), settings.log());
        RunSettings run = RunSettings.of(config.settings("agon.run"));
        Set<Role> own = EnumSet.copyOf(roles);
        try (StopSignal stop = StopSignal.install(run.stopTimeout())) {
            NodeParts parts = NodeParts.of(context.home(), context.terminal(), config);
            NodeProcess node = stop.start(() -> NodeProcess.start(settings, own, parts));
            stop.onRequest(node::stop);
            context.terminal()
                    .line("Node " + node.address() + " ("
                            + String.join(", ", own.stream().map(Role::label).toList()) + "), HTTP at "
                            + node.httpAddress());
            node.finished().toCompletableFuture().join();
        } catch (RunStopped e) {
            context.terminal().line("Stopped before the node looked for its cluster.");
        } catch (CompletionException e) {
            if (e.getCause() instanceof ClusterException lost) {
                throw lost;
            } else if (e.getCause() instanceof ConfigurationException refused) {
                throw refused;
            } else if (!(e.getCause() instanceof RunStopped)) {
                throw e;
            }
            context.terminal().line("Stopped; the node has left the cluster.");
        }
    }

    private ResolvedConfig config() {
        List<String> overrides = new ArrayList<>();
        if (!join.isEmpty()) {
            overrides.add("agon.cluster.join=[\"" + String.join("\",\"", join) + "\"]");
        }
        if (!port.isEmpty()) {
            overrides.add("agon.cluster.port=" + port);
        }
        if (!httpPort.isEmpty()) {
            overrides.add("agon.cluster.http-port=" + httpPort);
        }
        overrides.addAll(options.overrides);
        return new ConfigLoader(context.environment(), context.home())
                .file(options.file)
                .overrides(overrides)
                .load();
    }
}
