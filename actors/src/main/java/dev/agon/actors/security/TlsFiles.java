package dev.agon.actors.security;

import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a node's certificate lies, block {@code agon.cluster.tls}; each key is described in {@code reference.conf}.
 * Nothing is read before it is needed.
 *
 * @param certificate the node's own, followed by those between it and the authority
 * @param key the certificate's private key
 * @param authority certificates of those who sign for the cluster
 */
public record TlsFiles(Path certificate, Path key, Path authority) {
    static final String BLOCK = "agon.cluster.tls.";

    /**
     * The files of a node; empty if it is to have none.
     *
     * @throws ConfigurationException if some are named and others are not
     */
    public static Optional<TlsFiles> of(Settings settings) {
        List<String> keys = List.of("certificate", "key", "authority");
        List<String> missing =
                keys.stream().filter(key -> settings.text(key).isEmpty()).toList();
        if (missing.size() == keys.size()) {
            return Optional.empty();
        } else if (!missing.isEmpty()) {
            throw settings.fault(
                    missing.get(0),
                    "is empty, but certificate, key and authority of agon.cluster.tls belong together; set all three"
                            + " or none");
        }
        return Optional.of(
                new TlsFiles(settings.file("certificate"), settings.file("key"), settings.file("authority")));
    }

    /**
     * Reads and checks the files.
     *
     * @throws ConfigurationException if one cannot be read, is out of date, or does not fit the others
     */
    public TlsIdentity read() {
        return TlsIdentity.of(
                Pem.certificates("certificate", certificate), Pem.key(key), Pem.certificates("authority", authority));
    }
}
