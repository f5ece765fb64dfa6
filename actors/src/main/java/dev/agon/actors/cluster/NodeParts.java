package dev.agon.actors.cluster;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.jobs.RunReporter;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.actors.metrics.NodeMetrics;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.MachineMemory;
import dev.agon.actors.run.NodeMemory;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Preflight;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.Terminal;
import dev.agon.actors.run.Wiring;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.message.JobsCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Makes what a node needs of a job from the job's configuration. The node's own environment plays no part, so that all
 * nodes make the same.
 *
 * @param home directory that Agon is installed in
 * @param terminal where the node shows the run's progress
 * @param ledger what kind of ledger the cluster has
 * @param cluster name of the cluster
 * @param directory of what the cluster itself remembers
 * @param runs this node's directory for the runs' files; where it is empty, jobs say which
 */
public record NodeParts(
        Path home, Terminal terminal, LedgerSettings ledger, String cluster, Path directory, Optional<Path> runs) {
    /** What a node makes by its own configuration. */
    public static NodeParts of(Path home, Terminal terminal, ResolvedConfig config) {
        return new NodeParts(
                home,
                terminal,
                config.ledger(),
                config.cluster().name(),
                config.cluster().directory(),
                config.cluster().runs());
    }

    /** Where the cluster's jobs are written down. */
    LedgerDatabase jobsLedger() {
        return ledger.openShared(directory, ".jobs-" + cluster); // no run can have this name
    }

    /**
     * The node's setup; reads data and weights. A start that is not on this machine comes from another node. Where the
     * memory does not hold what these roles compute, the run goes on without them.
     *
     * @param roles those of the node
     * @throws RuntimeException of the kinds that end a run if something is missing or wrong
     */
    NodeSetup setup(Job job, WeightsExchange exchange, Set<Role> roles) {
        Parts parts = parts(config(job), exchange);
        NodeSetup setup = Wiring.setup(parts, parts.run().path(), ledger.openShared(directory, job.name()));
        return NodeMemory.shortage(parts, roles, MachineMemory.bytes())
                .map(setup::without)
                .orElse(setup);
    }

    /** Checks everything that a run needs and takes hold of its directory, which then says where its ledger is. */
    RunReporter reporter(
            Job job, WeightsExchange exchange, NodeMetrics metrics, Executor blocking, Consumer<JobsCommand> keeper) {
        String place = directory.toAbsolutePath().normalize().toString();
        ResolvedConfig config = config(job)
                .with("agon.cluster.directory", place, "the cluster")
                .with("agon.cluster.name", cluster, "the cluster");
        Parts parts = parts(config, exchange);
        if (!RunDirectory.holdsRun(parts.run().path())) { // else it was checked before another node kept the jobs
            Preflight.check(parts);
        }
        return RunReporter.open(job, config, parts, terminal, metrics.run(job.name()), blocking, keeper);
    }

    private static Parts parts(ResolvedConfig config, WeightsExchange exchange) {
        Parts parts = Parts.of(config);
        Path model = parts.model().directory();
        if (Files.isDirectory(model)) {
            return parts;
        }
        return parts.withStart(
                exchange.fetchStart(parts.run().name(), parts.run().path(), model));
    }

    private ResolvedConfig config(Job job) {
        ResolvedConfig config =
                new ConfigLoader(Map.of(), home).text(job.config()).load();
        return runs.map(path -> config.with(
                        "agon.run.directory", path.toAbsolutePath().normalize().toString(), "this node"))
                .orElse(config);
    }
}
