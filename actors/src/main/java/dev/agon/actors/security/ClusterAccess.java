package dev.agon.actors.security;

import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client asks a cluster over HTTP.
 *
 * @param authority file of the certificates that it trusts; empty for HTTP in the clear
 * @param token what it shows; empty if nothing
 */
public record ClusterAccess(Optional<Path> authority, Optional<ClusterToken> token) {
    /**
     * Reads the block {@code agon.cluster}.
     *
     * @param secret the token that the environment holds
     */
    public static ClusterAccess of(Settings cluster, Optional<String> secret) {
        Settings tls = cluster.block("tls");
        return new ClusterAccess(
                tls.text("authority").isEmpty() ? Optional.empty() : Optional.of(tls.file("authority")),
                ClusterToken.of(cluster, secret));
    }
}
