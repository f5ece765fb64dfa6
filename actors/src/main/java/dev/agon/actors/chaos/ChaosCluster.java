package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.node.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The processes of a drill: three control nodes, a learner, and rollout nodes. Not thread-safe. */
final class ChaosCluster implements AutoCloseable {
    private static final int CONTROLS = 3;
    private static final String HOST = "127.0.0.1";

    private final Path launcher;
    private final Path config;
    private final Path logs;
    private final int[] ports;
    private final List<ChaosNode> nodes = new ArrayList<>();

    private ChaosCluster(Path launcher, Path config, Path logs, int size) {
        this.launcher = launcher;
        this.config = config;
        this.logs = logs;
        this.ports = freePorts(2 * size);
    }

    /**
     * Starts all nodes.
     *
     * @param launcher the program {@code agon}
     * @param config of the nodes
     * @param logs directory of what they print
     * @param rollouts nodes that answer and judge
     */
    static ChaosCluster start(Path launcher, Path config, Path logs, int rollouts) {
        ChaosCluster cluster = new ChaosCluster(launcher, config, logs, CONTROLS + 1 + rollouts);
        for (int c = 1; c <= CONTROLS; c++) {
            cluster.start("control-" + c, Role.CONTROL);
        }
        cluster.start("learner", Role.LEARNER);
        for (int r = 1; r <= rollouts; r++) {
            cluster.start("rollout-" + r, Role.ROLLOUT, "--role", Role.JUDGE.label());
        }
        return cluster;
    }

    private void start(String name, Role role, String... options) {
        int port = ports[2 * nodes.size()];
        int httpPort = ports[2 * nodes.size() + 1];
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "node",
                "--config",
                config.toString(),
                "--role",
                role.label(),
                "--join",
                seeds(),
                "--port",
                String.valueOf(port),
                "--http-port",
                String.valueOf(httpPort)));
        command.addAll(List.of(options));
        nodes.add(new ChaosNode(
                name, role, HOST + ":" + port, HOST + ":" + httpPort, command, logs.resolve(name + ".log")));
    }

    private String seeds() {
        return IntStream.range(0, CONTROLS)
                .mapToObj(control -> HOST + ":" + ports[2 * control])
                .collect(Collectors.joining(","));
    }

    List<ChaosNode> nodes() {
        return List.copyOf(nodes);
    }

    /** HTTP addresses of the control nodes, of which any may be dead at times. */
    List<String> httpAddresses() {
        return nodes.stream()
                .filter(node -> node.role() == Role.CONTROL)
                .map(ChaosNode::httpAddress)
                .toList();
    }

    /** Starts again what has ended by itself, as a supervisor would. */
    void supervise() {
        nodes.forEach(ChaosNode::supervise);
    }

    /** SIGKILL to all at once, and then a start of all. */
    void killAll() {
        nodes.forEach(ChaosNode::destroy);
        nodes.forEach(ChaosNode::awaitEnd);
        supervise();
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
