package dev.agon.actors.config;

import dev.agon.actors.run.Logs;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.actors.security.ClusterToken;
import dev.agon.actors.security.Exposure;
import dev.agon.actors.security.TlsFiles;
import dev.agon.protocol.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
 * @param tls certificates; empty for connections in the clear
 * @param token what requests over HTTP must show; empty if nothing
 * @param runs the node's own directory for the runs' files; where it is empty, the jobs say which
 * @param log how the node's log looks
 */
public record ClusterSettings(
        String host,
        int port,
        int httpPort,
        List<String> join,
        Duration joinTimeout,
        String name,
        Path directory,
        Optional<TlsFiles> tls,
        Optional<ClusterToken> token,
        Optional<Path> runs,
        Logs.Format log) {
    private static final int LAST_PORT = 65535;

    public ClusterSettings {
        join = List.copyOf(join);
    }

    /**
     * Reads the block; of the certificates no more than their places.
     *
     * @param secret the token that the environment holds
     * @throws dev.agon.protocol.settings.ConfigurationException if a value is wrong, or the node would listen beyond
     *     this machine without certificates and a token
     */
    public static ClusterSettings of(Settings settings, Optional<String> secret) {
        Optional<TlsFiles> tls = TlsFiles.of(settings.block("tls"));
        Optional<ClusterToken> token = ClusterToken.of(settings, secret);
        String host = settings.text("host");
        Exposure.refusal(host, isLoopback(host), tls.isPresent(), token.isPresent())
                .ifPresent(why -> {
                    throw settings.fault("host", why);
                });
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
                settings.file("directory"),
                tls,
                token,
                settings.text("runs").isEmpty() ? Optional.empty() : Optional.of(settings.file("runs")),
                format(settings));
    }

    /** How the HTTP ports of the cluster's nodes are reached, which are all guarded alike. */
    public ClusterAccess access() {
        return new ClusterAccess(tls.map(TlsFiles::authority), token);
    }

    private static Logs.Format format(Settings settings) {
        String format = settings.text("log");
        if (!format.matches("text|json")) {
            throw settings.fault("log", "is \"" + format + "\" but must be text or json");
        }
        return Logs.Format.valueOf(format.toUpperCase(Locale.ROOT));
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

    /** Whether a host is this machine's own; one without an address is not. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
