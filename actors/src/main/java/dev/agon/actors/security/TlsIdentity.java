package dev.agon.actors.security;

import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A checked certificate with its key, and whom its holder trusts. */
public final class TlsIdentity {
    private static final byte[] PROBE = {'a', 'g', 'o', 'n'};

    private final Pem.Certificates own;
    private final SSLContext context;

    private TlsIdentity(Pem.Certificates own, SSLContext context) {
        this.own = own;
        this.context = context;
    }

    static TlsIdentity of(Pem.Certificates own, Pem.Key key, Pem.Certificates authority) {
        own.values().forEach(certificate -> requireCurrent(own, certificate));
        authority.values().forEach(certificate -> requireCurrent(authority, certificate));
        requireFit(own, key);
        requireSigned(own, authority);
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("node", key.value(), new char[0], own.values().toArray(X509Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, new char[0]);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(managers.getKeyManagers(), trust(authority).getTrustManagers(), null);
            return new TlsIdentity(own, context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3 and PKCS #12", e);
        }
    }

    /** Makes secured connections in the holder's name. */
    public SSLContext context() {
        return context;
    }

    /**
     * A client's view, which has no certificate of its own.
     *
     * @param authority file of the certificates that it trusts
     * @throws ConfigurationException if it cannot be read or is out of date
     */
    public static SSLContext trusting(Path authority) {
        Pem.Certificates trusted = Pem.certificates("authority", authority);
        trusted.values().forEach(certificate -> requireCurrent(trusted, certificate));
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust(trusted).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has TLS 1.3 and PKCS #12", e);
        }
    }

    /**
     * Checks that the certificate is one for this host, as the others will.
     *
     * @throws ConfigurationException if it is for others
     */
    public void requireNames(String host) {
        List<String> names = names(own.values().get(0));
        if (names.stream().noneMatch(name -> covers(name, host))) {
            throw own.fault("is for " + (names.isEmpty() ? "no host" : String.join(", ", names))
                    + " but agon.cluster.host is " + host + ", so the other nodes would refuse it");
        }
    }

    /** Subject alternative names of a certificate: DNS names and addresses (RFC 5280, section 4.2.1.6). */
    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), Set.of());
            return names.stream()
                    .filter(name -> name.get(0).equals(2) || name.get(0).equals(7)) // dNSName, iPAddress
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Whether a name is the host, or a wildcard for the host's first label (RFC 6125, section 6.4.3). */
    private static boolean covers(String name, String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return name.equalsIgnoreCase(lower)
                || (name.startsWith("*.") && dot > 0 && lower.substring(dot).equalsIgnoreCase(name.substring(1)));
    }

    private static void requireCurrent(Pem.Certificates file, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw file.fault("has expired on " + certificate.getNotAfter().toInstant() + " ("
                    + certificate.getSubjectX500Principal() + ")");
        } catch (CertificateNotYetValidException e) {
            throw file.fault("is valid only from " + certificate.getNotBefore().toInstant() + " on ("
                    + certificate.getSubjectX500Principal() + ")");
        }
    }

    /** What the key signs, the certificate must verify. */
    private static void requireFit(Pem.Certificates own, Pem.Key key) {
        try {
            PublicKey open = own.values().get(0).getPublicKey();
            Signature signature = Signature.getInstance(signatureOf(key.value()));
            signature.initSign(key.value());
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(PROBE);
            if (signature.verify(signed)) {
                return;
            }
        } catch (InvalidKeyException e) {
            // Said below: a key of another kind than the certificate's.
        } catch (GeneralSecurityException e) {
            throw Pem.fault("key", key.path(), "cannot be used (" + e.getMessage() + ")");
        }
        throw Pem.fault("key", key.path(), "does not belong to the certificate " + own.path());
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }

    private static void requireSigned(Pem.Certificates own, Pem.Certificates authority) {
        try {
            List<X509Certificate> chain = own.values().stream()
                    .filter(certificate -> !authority.values().contains(certificate))
                    .toList();
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            Set<TrustAnchor> anchors = authority.values().stream()
                    .map(certificate -> new TrustAnchor(certificate, null))
                    .collect(Collectors.toSet());
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            throw own.fault("is not signed by the authority " + authority.path() + " (" + e.getMessage() + ")");
        }
    }

    private static TrustManagerFactory trust(Pem.Certificates authority) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (X509Certificate certificate : authority.values()) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(store);
        return managers;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
