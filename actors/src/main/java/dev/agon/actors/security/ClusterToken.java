package dev.agon.actors.security;

import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The secret that requests over HTTP must show (RFC 6750, section 2.1). It is no key of the configuration, so that it
 * is in no file that Agon writes: it comes from an environment variable or from a file.
 */
public final class ClusterToken {
    /** The environment variable that holds it. */
    public static final String VARIABLE = "AGON_CLUSTER_TOKEN";

    private static final String SCHEME = "Bearer ";
    private static final int LEAST = 16;

    private final String secret;

    private ClusterToken(String secret) {
        this.secret = secret;
    }

    /**
     * The token of a cluster; empty if it has none.
     *
     * @param cluster the block {@code agon.cluster}
     * @param variable what the environment holds; it comes before the file
     * @throws ConfigurationException if the file cannot be read, or the token is too short or not fit for a header
     */
    public static Optional<ClusterToken> of(Settings cluster, Optional<String> variable) {
        String file = cluster.text("token-file");
        if (variable.isPresent()) {
            return Optional.of(checked("The variable " + VARIABLE, variable.get()));
        }
        return file.isEmpty() ? Optional.empty() : Optional.of(read(Path.of(file)));
    }

    private static ClusterToken read(Path file) {
        String place = "The file " + file + " of agon.cluster.token-file";
        try {
            return checked(
                    place, Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            throw new ConfigurationException(place + " cannot be read ("
                    + e.getClass().getSimpleName() + "); name a file that holds the token, or give it in " + VARIABLE
                    + ".");
        }
    }

    private static ClusterToken checked(String place, String secret) {
        if (!secret.matches("[A-Za-z0-9._~+/=-]{" + LEAST + ",1024}")) {
            throw new ConfigurationException(place + " holds no token: " + LEAST
                    + " to 1024 letters, digits or any of . _ ~ + / = - are needed; make one by: openssl rand -hex 32");
        }
        return new ClusterToken(secret);
    }

    /** The header's value that shows it. */
    public String header() {
        return SCHEME + secret;
    }

    /** Whether a header's value shows it; takes as long for a wrong one as for the right one. */
    public boolean isShownBy(String header) {
        return MessageDigest.isEqual(
                header.getBytes(StandardCharsets.UTF_8), header().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "a token"; // never the secret itself
    }
}
