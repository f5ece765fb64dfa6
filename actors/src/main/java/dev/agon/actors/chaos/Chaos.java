package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Terminal;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.policy.files.FileTree;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A drill: the same run is made twice, undisturbed in one process and by a cluster of real processes on this machine
 * that are killed, suspended, cut off and started again meanwhile. What runs ends with this process. Not thread-safe.
 */
public final class Chaos implements AutoCloseable {
    /** What the drill asks the cluster. */
    public interface Cluster {
        /** @throws ClusterException while there is no coordinator */
        void submit(String name, String config);

        /**
         * What is seen now; without a coordinator its state is {@link Sighting#UNKNOWN}.
         *
         * @param silent HTTP addresses of nodes that are not to be asked
         * @throws ClusterException if no node answers
         */
        Sighting look(String name, Set<String> silent);
    }

    private final Path home;
    private final Path directory;
    private final ResolvedConfig config;
    private final Terminal terminal;
    private final String stamp = Long.toString(Instant.now().getEpochSecond(), Character.MAX_RADIX);
    private final Thread hook = new Thread(this::stopNodes, "end-of-drill");
    private volatile Optional<Process> undisturbed = Optional.empty();
    private volatile Optional<DrillNetwork> network = Optional.empty();
    private volatile Optional<ChaosCluster> cluster = Optional.empty();

    private Chaos(Path home, Path directory, ResolvedConfig config, Terminal terminal) {
        this.home = home;
        this.directory = directory;
        this.config = config;
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Makes room for a drill.
     *
     * @param home where Agon is installed
     * @param directory of everything that the drill writes; what an earlier one left there is deleted
     */
    public static Chaos prepare(Path home, Path directory, ResolvedConfig config, Terminal terminal) {
        try {
            FileTree.delete(directory);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException("The directory " + directory + " cannot be used: " + e, e);
        }
        return new Chaos(home, directory, config, terminal);
    }

    /** Name of the undisturbed run; another in each drill, since a database may hold the runs of earlier ones. */
    public String undisturbed() {
        return "undisturbed-" + stamp;
    }

    /** Name of the run that is disturbed. */
    public String disturbed() {
        return "disturbed-" + stamp;
    }

    /** Directory of what the cluster itself remembers. */
    public Path clusterDirectory() {
        return directory.resolve("cluster").toAbsolutePath();
    }

    /** Directory of a run. */
    public Path runDirectory(String name) {
        return directory.resolve(name);
    }

    private ResolvedConfig named(String name) {
        return config.with("agon.run.name", name, "chaos")
                .with("agon.run.directory", directory.toAbsolutePath().toString(), "chaos")
                .with("agon.cluster.name", "chaos-" + stamp, "chaos")
                .with("agon.cluster.directory", clusterDirectory().toString(), "chaos");
    }

    private ResolvedConfig nodesConfig() {
        ResolvedConfig own = named(disturbed());
        return network.map(each -> each.adapt(own)).orElse(own);
    }

    private Path write(String file, ResolvedConfig content) {
        Path path = directory.resolve(file);
        try {
            return Files.writeString(path, content.render());
        } catch (IOException e) {
            throw new InputException(path + " cannot be written: " + e, e);
        }
    }

    private Path launcher() {
        return home.resolve("agon");
    }

    /** Makes the run in one process. */
    public void playUndisturbed() {
        Path file = write("undisturbed.conf", named(undisturbed()));
        Path log = directory.resolve("undisturbed.log");
        try {
            Process process = new ProcessBuilder(launcher().toString(), "train", "--config", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            undisturbed = Optional.of(process);
            int code = process.waitFor();
            if (code != 0) {
                throw new InputException("The undisturbed run ended with exit code " + code + "; see " + log + ".");
            }
        } catch (IOException e) {
            throw new InputException("The undisturbed run cannot be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
    }

    /**
     * Lets the nodes be started in networks of their own, which can be cut.
     *
     * @param rollouts how many rollout nodes there will be
     * @throws InputException if this machine cannot
     * @throws dev.agon.protocol.settings.ConfigurationException if the ledger is none that they reach
     */
    public void separateNetworks(int rollouts) {
        network = Optional.of(DrillNetwork.create(home, directory, config, ChaosCluster.size(rollouts)));
    }

    /** Starts three control nodes, a learner and so many rollout nodes; the HTTP addresses of the first. */
    public List<String> startNodes(int rollouts) {
        Path file = write("nodes.conf", nodesConfig());
        List<Place> places =
                network.map(DrillNetwork::places).orElseGet(() -> Place.onLoopback(ChaosCluster.size(rollouts)));
        ChaosCluster nodes =
                new ChaosCluster(launcher(), file, directory, places, network.map(DrillNetwork::namespaces));
        cluster = Optional.of(nodes);
        nodes.start();
        return nodes.httpAddresses();
    }

    /** How the nodes are asked. */
    public ClusterAccess access() {
        return nodesConfig().access();
    }

    /**
     * Has the cluster make the run, and hits its nodes as planned until the run ends.
     *
     * @param victims who may be hit
     * @throws ClusterException if the run fails, or shows no sign of life for minutes
     */
    public ChaosReport play(ChaosPlan plan, List<Victim> victims, Cluster eye) {
        ChaosCluster nodes = cluster.orElseThrow(() -> new IllegalStateException("no node was started"));
        return new Barrage(nodes, disturbed(), directory, eye, terminal)
                .play(nodesConfig().render(), plan, victims);
    }

    /** Stops all nodes; their ledger can be read then. */
    public void stopNodes() {
        undisturbed.ifPresent(Process::destroy);
        cluster.ifPresent(ChaosCluster::close);
        cluster = Optional.empty();
        network.ifPresent(DrillNetwork::close);
        network = Optional.empty();
    }

    @Override
    public void close() {
        stopNodes();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook does the same.
        }
    }
}
