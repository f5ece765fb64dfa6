package dev.agon.actors.security;

import dev.agon.protocol.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a node may listen: beyond its own machine only with a certificate and a token. */
@Decision
public final class Exposure {
    private Exposure() {}

    /**
     * Why a node must not listen at a host; continues "agon.cluster.host ...". Empty if it may.
     *
     * @param loopback whether only its own machine reaches the host
     * @param tls whether messages are encrypted and both sides prove themselves
     * @param token whether requests over HTTP must show one
     */
    public static Optional<String> refusal(String host, boolean loopback, boolean tls, boolean token) {
        List<String> missing = new ArrayList<>();
        if (!tls) {
            missing.add("certificates (agon.cluster.tls)");
        }
        if (!token) {
            missing.add("a token (" + ClusterToken.VARIABLE + " or agon.cluster.token-file)");
        }
        return loopback || missing.isEmpty()
                ? Optional.empty()
                : Optional.of("is \"" + host + "\", where others can reach this node, but it has not "
                        + String.join(" and not ", missing)
                        + "; set what is missing, or listen at an address of this machine alone, such as 127.0.0.1");
    }
}
