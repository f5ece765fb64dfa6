package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.Terminal;
import dev.agon.policy.files.FileTree;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A cluster of real processes on this machine that are killed, suspended and started again while they make a run. The
 * same run is made undisturbed beside it. Not thread-safe.
 */
public final class Chaos implements AutoCloseable {
    private static final String UNDISTURBED = "undisturbed";
    private static final String DISTURBED = "disturbed";
    private static final Duration POLL = Duration.ofMillis(100);
    /** Without a sign of life for so long the drill gives up. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int CONTROLS = 3;

    /** What the nodes and whoever asks them must have in common; the token itself is in the environment of both. */
    private static final List<String> SECURITY = List.of("tls.certificate", "tls.key", "tls.authority", "token-file");

    /** How far the cluster's run is. */
    public record Job(String state, String message, String progress) {}

    /** What the drill asks the cluster. */
    public interface Cluster {
        /** @throws ClusterException while there is no coordinator */
        void submit(String name, String config);

        /** @throws ClusterException while there is no coordinator */
        Job job(String name);
    }

    private final Path launcher;
    private final Path directory;
    private final ResolvedConfig config;
    private final Terminal terminal;
    private final List<ChaosNode> nodes = new ArrayList<>();
    private final int[] ports = freePorts(2 * CONTROLS);

    private Chaos(Path launcher, Path directory, ResolvedConfig config, Terminal terminal) {
        this.launcher = launcher;
        this.directory = directory;
        this.config = config;
        this.terminal = terminal;
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
        return new Chaos(home.resolve("agon"), directory, config, terminal);
    }

    /** Makes the run in one process; returns its directory. */
    public Path undisturbed() {
        Path file = directory.resolve("run.conf");
        try {
            Files.writeString(file, named(UNDISTURBED).render());
            int code = new ProcessBuilder(launcher.toString(), "train", "--config", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(UNDISTURBED + ".log").toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new InputException("The undisturbed run ended with exit code " + code + "; see "
                        + directory.resolve(UNDISTURBED + ".log") + ".");
            }
        } catch (IOException e) {
            throw new InputException("The undisturbed run cannot be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
        return directory.resolve(UNDISTURBED);
    }

    private ResolvedConfig named(String name) {
        return config.with("agon.run.name", name, "chaos")
                .with("agon.run.directory", directory.toAbsolutePath().toString(), "chaos");
    }

    /** Starts three control nodes, a learner and so many rollout nodes. */
    public void startNodes(int rollouts) {
        for (int c = 0; c < CONTROLS; c++) {
            String[] listen = {"--port", String.valueOf(ports[c]), "--http-port", String.valueOf(ports[CONTROLS + c])};
            start("control-" + (c + 1), Role.CONTROL, listen);
        }
        start("learner", Role.LEARNER);
        for (int r = 0; r < rollouts; r++) {
            start("rollout-" + (r + 1), Role.ROLLOUT, "--role", "judge");
        }
    }

    private void start(String name, Role role, String... options) {
        String seeds = Arrays.stream(ports, 0, CONTROLS)
                .mapToObj(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "node",
                "--role",
                role.label(),
                "--join",
                seeds,
                "--set",
                "agon.cluster.directory=" + directory.resolve("cluster").toAbsolutePath()));
        for (String key : SECURITY) {
            String value = config.settings("agon.cluster").text(key);
            if (!value.isEmpty()) {
                command.addAll(List.of("--set", "agon.cluster." + key + "=" + value));
            }
        }
        command.addAll(List.of(options));
        nodes.add(new ChaosNode(name, role, command, directory.resolve(name + ".log")));
    }

    /** HTTP addresses of the control nodes, of which any may be dead at times. */
    public List<String> httpAddresses() {
        return Arrays.stream(ports, CONTROLS, 2 * CONTROLS)
                .mapToObj(port -> "127.0.0.1:" + port)
                .toList();
    }

    /**
     * Has the cluster make the run, and hits its nodes as planned until the run ends.
     *
     * @throws ClusterException if the run fails, or shows no sign of life for minutes
     */
    public ChaosReport play(ChaosPlan plan, Cluster cluster) {
        submit(cluster);
        ChaosReport report = new ChaosReport();
        List<ChaosNode> targets = nodes.stream()
                .filter(node -> plan.roles().contains(node.role()))
                .toList();
        if (targets.isEmpty()) {
            throw new InputException("No node has one of the roles that are to be killed.");
        }
        Job last = await(cluster, "", Duration.ZERO);
        while (report.hits() < plan.kills() && !ended(last)) {
            ChaosPlan.Hit hit = plan.hit(report.hits(), targets.size());
            last = await(cluster, last.progress(), hit.after());
            if (!ended(last)) {
                last = hit(targets.get(hit.node()), hit.suspension(), last, cluster, report);
            }
        }
        while (!ended(last)) {
            last = await(cluster, last.progress(), Duration.ofSeconds(1));
        }
        if (!last.state().equals("done")) {
            throw new ClusterException("The run " + last.state() + ": " + last.message());
        }
        if (report.hits() < plan.kills()) {
            terminal.line("The run was over after " + report.hits() + " of " + plan.kills()
                    + " hits; give it more iterations.");
        }
        return report;
    }

    /** Directory of the run that was disturbed. */
    public Path disturbed() {
        return directory.resolve(DISTURBED);
    }

    private void submit(Cluster cluster) {
        String text = named(DISTURBED).render();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                cluster.submit(DISTURBED, text);
                return;
            } catch (ClusterException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            }
        }
    }

    private Job hit(ChaosNode node, Duration suspension, Job before, Cluster cluster, ChaosReport report) {
        String stage = stage(before.progress());
        long started = System.nanoTime();
        boolean suspends = !suspension.isZero();
        if (suspends) {
            node.suspend();
            sleep(suspension);
            node.resume();
        } else {
            node.kill();
        }
        Job after = await(cluster, before.progress(), Duration.ZERO);
        double seconds = (System.nanoTime() - started) * 1e-9;
        report.add(node.role(), stage, suspends, seconds);
        terminal.line(String.format(
                Locale.ROOT,
                "%3d  %-9s %-10s while %-10s moved again after %5.1f s  %s",
                report.hits(),
                suspends ? "suspended" : "killed",
                node.name(),
                stage,
                seconds,
                after.progress()));
        return after;
    }

    /** Waits this long, and then until the run's progress is another than {@code seen}, or the run has ended. */
    private Job await(Cluster cluster, String seen, Duration atLeast) {
        long begun = System.nanoTime();
        while (true) {
            nodes.forEach(ChaosNode::supervise);
            long passed = System.nanoTime() - begun;
            try {
                Job job = cluster.job(DISTURBED);
                boolean moved = !job.progress().isEmpty() && !job.progress().equals(seen);
                if (ended(job) || (moved && passed >= atLeast.toNanos())) {
                    return job;
                }
            } catch (ClusterException e) {
                if (passed > PATIENCE.toNanos()) {
                    throw e;
                }
            }
            if (passed > PATIENCE.plus(atLeast).toNanos()) {
                throw new ClusterException("The run has not moved for " + PATIENCE.toMinutes()
                        + " minutes; see the logs in " + directory + ".");
            }
            pause();
        }
    }

    private static boolean ended(Job job) {
        return List.of("done", "failed", "stopped").contains(job.state());
    }

    /** The word after "iteration n/N". */
    private static String stage(String progress) {
        List<String> words = List.of(progress.split(" +", -1));
        return words.size() > 2 ? words.get(2) : "unknown";
    }

    private static void pause() {
        sleep(POLL);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted.", e);
        }
    }

    /** Ports that were free a moment ago; all are held until the last is found, so that they differ. */
    private static int[] freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new ClusterException("No port is free on this machine: " + e.getMessage() + ".", e);
        }
    }

    /** Stops all nodes. */
    @Override
    public void close() {
        nodes.forEach(ChaosNode::stop);
    }
}
