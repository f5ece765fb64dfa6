package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import dev.agon.actors.node.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The processes of a drill: three control nodes, a learner, and rollout nodes. Not thread-safe, but {@link #close} may
 * come at any time, and nothing is started after it.
 */
final class ChaosCluster implements AutoCloseable {
    private static final int CONTROLS = 3;

    private final Path launcher;
    private final Path config;
    private final Path logs;
    private final List<Place> places;
    private final Optional<Namespaces> network;
    private final List<ChaosNode> nodes = new ArrayList<>();
    private final Set<ChaosNode> cutOff = new HashSet<>();
    private boolean closed;

    /**
     * No node is started yet.
     *
     * @param launcher the program {@code agon}
     * @param config of the nodes
     * @param logs directory of what they print
     * @param places of the nodes, the control nodes first and the learner after them
     * @param network in which the places are; empty for loopback
     */
    ChaosCluster(Path launcher, Path config, Path logs, List<Place> places, Optional<Namespaces> network) {
        this.launcher = launcher;
        this.config = config;
        this.logs = logs;
        this.places = List.copyOf(places);
        this.network = network;
    }

    /** How many nodes there are if so many of them are rollout nodes. */
    static int size(int rollouts) {
        return CONTROLS + 1 + rollouts;
    }

    /** Starts all nodes. */
    void start() {
        for (int c = 1; c <= CONTROLS; c++) {
            start("control-" + c, Role.CONTROL);
        }
        start("learner", Role.LEARNER);
        for (int r = 1; size(r) <= places.size(); r++) {
            start("rollout-" + r, Role.ROLLOUT, "--role", Role.JUDGE.label());
        }
    }

    private synchronized void start(String name, Role role, String... options) {
        requireOpen();
        Place place = places.get(nodes.size());
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(List.of(
                launcher.toString(),
                "node",
                "--config",
                config.toString(),
                "--role",
                role.label(),
                "--join",
                seeds(),
                "--port",
                String.valueOf(place.port()),
                "--http-port",
                String.valueOf(place.httpPort())));
        command.addAll(place.options());
        command.addAll(List.of(options));
        nodes.add(new ChaosNode(name, role, place, command, logs.resolve(name + ".log")));
    }

    private String seeds() {
        return places.stream().limit(CONTROLS).map(Place::address).collect(Collectors.joining(","));
    }

    List<ChaosNode> nodes() {
        return List.copyOf(nodes);
    }

    /** HTTP addresses of the control nodes, of which any may be dead at times. */
    List<String> httpAddresses() {
        return nodes.stream()
                .filter(node -> node.role() == Role.CONTROL)
                .map(node -> node.place().httpAddress())
                .toList();
    }

    /** Starts again what has ended by itself, as a supervisor would. */
    synchronized void supervise() {
        requireOpen();
        nodes.forEach(ChaosNode::supervise);
    }

    /** SIGKILL to all at once, and then a start of all. */
    synchronized void killAll() {
        nodes.forEach(ChaosNode::destroy);
        nodes.forEach(ChaosNode::awaitEnd);
        supervise();
    }

    /**
     * Cuts a node off.
     *
     * @param fromAll also from what is no node, such as the database
     * @return mends it
     */
    Runnable cut(ChaosNode node, boolean fromAll) {
        Namespaces cuttable = network.orElseThrow(() -> new IllegalStateException("loopback cannot be cut"));
        int number = nodes.indexOf(node);
        cutOff.add(node);
        if (fromAll) {
            cuttable.cutFromAll(number);
        } else {
            cuttable.cutFromNodes(number);
        }
        return () -> {
            if (fromAll) {
                cuttable.mendToAll(number);
            } else {
                cuttable.mendToNodes(number);
            }
            cutOff.remove(node);
        };
    }

    /** HTTP addresses of the nodes that are cut off, whose word does not count. */
    Set<String> cutOff() {
        return cutOff.stream().map(node -> node.place().httpAddress()).collect(Collectors.toSet());
    }

    /** SIGKILL to a node, and a start anew. */
    synchronized void kill(ChaosNode node) {
        requireOpen();
        node.kill();
    }

    private void requireOpen() {
        if (closed) {
            throw new ClusterException("The drill was stopped.");
        }
    }

    /** Stops all nodes. */
    @Override
    public synchronized void close() {
        closed = true;
        nodes.forEach(ChaosNode::stop);
    }
}
