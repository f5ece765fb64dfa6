package dev.agon.actors.config;

import dev.agon.protocol.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A node of a cluster of many, block {@code agon.cluster}; each key is described in {@code reference.conf}.
 *
 * @param host name or address that the node listens at
 * @param port for messages, 0 for any
 * @param httpPort for HTTP, 0 for any
 * @param join nodes to join, {@code host:port}
 * @param joinTimeout longest wait for one of them
 * @param name of the cluster
 * @param directory what the cluster itself remembers
 */
public record ClusterSettings(
        String host, int port, int httpPort, List<String> join, Duration joinTimeout, String name, Path directory) {
    private static final int LAST_PORT = 65535;

    public ClusterSettings {
        join = List.copyOf(join);
    }

    /**
     * Reads the block.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if a value is wrong, or the node would listen beyond
     *     this machine
     */
    public static ClusterSettings of(Settings settings) {
        String host = settings.text("host");
        if (!isLoopback(host)) {
            throw settings.fault(
                    "host",
                    "is \"" + host + "\" but must be an address of this machine alone, such as 127.0.0.1, since the"
                            + " messages between nodes are not encrypted");
        }
        List<String> join = settings.texts("join");
        for (String node : join) {
            if (!node.matches("[A-Za-z0-9._-]+:\\d{1,5}") || portOf(node) > LAST_PORT) {
                throw settings.fault("join", "holds \"" + node + "\" but each must be a host:port");
            }
        }
        return new ClusterSettings(
                host,
                settings.integer("port", 0, LAST_PORT),
                settings.integer("http-port", 0, LAST_PORT),
                join,
                settings.duration("join-timeout"),
                name(settings),
                settings.file("directory"));
    }

    private static String name(Settings settings) {
        String name = settings.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
            throw settings.fault("name", "is \"" + name + "\" but must be letters, digits, hyphens and underscores");
        }
        return name;
    }

    private static int portOf(String node) {
        return Integer.parseInt(node.substring(node.indexOf(':') + 1));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
