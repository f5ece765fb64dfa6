package dev.agon.actors.security;

import dev.agon.protocol.settings.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM, the textual form of RFC 7468. */
final class Pem {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    /** What a certificate's key may be, as its PKCS #8 form is tried: it names its kind only inside. */
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    /**
     * A private key and the file it came from.
     *
     * @param path for complaints
     */
    record Key(Path path, PrivateKey value) {}

    /**
     * Certificates and the file they came from.
     *
     * @param key of the configuration, for complaints
     * @param path for complaints
     * @param values in the order of the file, never empty
     */
    record Certificates(String key, Path path, List<X509Certificate> values) {
        Certificates {
            values = List.copyOf(values);
        }

        ConfigurationException fault(String why) {
            return Pem.fault(key, path, why);
        }
    }

    /** The certificates of a file; {@code key} names it in complaints. */
    static Certificates certificates(String key, Path path) {
        try {
            Collection<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(key, path)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return new Certificates(key, path, List.copyOf(found));
            }
        } catch (CertificateException e) {
            // Said below: the parser's words are of no help.
        }
        throw fault(key, path, "holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
    }

    /** The private key of a file. */
    static Key key(Path path) {
        String text = new String(read("key", path), StandardCharsets.ISO_8859_1);
        Matcher pem = PKCS8.matcher(text);
        if (!pem.find()) {
            throw fault(
                    "key",
                    path,
                    "holds no key that begins with -----BEGIN PRIVATE KEY-----; turn another form into it by: openssl"
                            + " pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        try {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            for (String kind : KINDS) {
                try {
                    return new Key(path, KeyFactory.getInstance(kind).generatePrivate(encoded));
                } catch (GeneralSecurityException e) {
                    // Of another kind.
                }
            }
        } catch (IllegalArgumentException e) {
            // Said below: no Base64.
        }
        throw fault("key", path, "is damaged or of another kind than " + String.join(", ", KINDS));
    }

    private static byte[] read(String key, Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] content = file.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw fault(key, path, "has more than " + MOST_BYTES + " bytes, so it is something else");
            }
            return content;
        } catch (IOException e) {
            throw fault(key, path, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    static ConfigurationException fault(String key, Path path, String why) {
        return new ConfigurationException(
                "The file " + path + " of " + TlsFiles.BLOCK + key + " " + why + "; name the right file.");
    }
}
