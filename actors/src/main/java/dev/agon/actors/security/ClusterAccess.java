package dev.agon.actors.security;

import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster is asked over HTTP, by its own nodes or from outside.
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

    /**
     * Reads the certificates.
     *
     * @param connect longest wait for a connection
     * @throws dev.agon.protocol.settings.ConfigurationException if the authority's certificates cannot be used
     */
    public HttpAccess http(Duration connect) {
        return new HttpAccess(
                authority.map(TlsIdentity::trusting),
                token.map(shown -> Map.of("Authorization", shown.header())).orElse(Map.of()),
                connect);
    }
}
