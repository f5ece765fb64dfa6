package dev.agon.actors.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A certificate authority that lives as long as a test: writes certificates (X.509 version 3, RFC 5280 section 4.1) and
 * keys as PEM files, without any tool.
 */
public final class TestAuthority {
    private static final byte[] ECDSA_SHA256 = oid("1.2.840.10045.4.3.2");
    private final Instant begin = Instant.now().minusSeconds(3600);
    private final Instant end = begin.plusSeconds(86_400);

    private final String name;
    private final KeyPair keys = keyPair();
    private final Path directory;
    private int serial = 1;

    /** Writes its own certificate to {@code directory/NAME.crt}. */
    public TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        write(name + ".crt", "CERTIFICATE", certificate(name, keys, begin, end, List.of()));
    }

    /** Its own certificate. */
    public Path certificate() {
        return directory.resolve(name + ".crt");
    }

    /** Files of a node: a certificate for these hosts, valid today. */
    public TlsFiles issue(String node, String... hosts) {
        return issue(node, begin, end, hosts);
    }

    /** Files of a node: a certificate for these hosts, {@code NODE.crt}, and its key, {@code NODE.key}. */
    public TlsFiles issue(String node, Instant from, Instant until, String... hosts) {
        KeyPair own = keyPair();
        Path certificate = write(node + ".crt", "CERTIFICATE", certificate(node, own, from, until, List.of(hosts)));
        Path key = write(node + ".key", "PRIVATE KEY", own.getPrivate().getEncoded());
        return new TlsFiles(certificate, key, certificate());
    }

    /** The keys of the configuration that name these files. */
    public static Map<String, String> keys(TlsFiles files) {
        return Map.of(
                "agon.cluster.tls.certificate", files.certificate().toString(),
                "agon.cluster.tls.key", files.key().toString(),
                "agon.cluster.tls.authority", files.authority().toString());
    }

    private byte[] certificate(String subject, KeyPair subjectKeys, Instant from, Instant until, List<String> hosts) {
        boolean authority = hosts.isEmpty();
        byte[] constraints = sequence(authority ? der(0x01, new byte[] {-1}) : new byte[0]);
        byte[] extensions = authority
                ? sequence(extension("2.5.29.19", constraints))
                : sequence(extension("2.5.29.19", constraints), extension("2.5.29.17", names(hosts)));
        byte[] algorithm = sequence(ECDSA_SHA256);
        byte[] body = sequence(
                der(0xA0, integer(2)), // version 3
                integer(serial++),
                algorithm,
                commonName(name),
                sequence(time(from), time(until)),
                commonName(subject),
                subjectKeys.getPublic().getEncoded(),
                der(0xA3, extensions));
        return sequence(body, algorithm, der(0x03, joined(new byte[1], signed(body))));
    }

    private byte[] signed(byte[] body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] names(List<String> hosts) {
        return sequence(hosts.stream()
                .map(host -> host.matches("[0-9.]+")
                        ? der(0x87, address(host))
                        : der(0x82, host.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new));
    }

    private static byte[] address(String host) {
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] extension(String oid, byte[] value) {
        return sequence(oid(oid), der(0x04, value));
    }

    private static byte[] commonName(String name) {
        return sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0C, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant time) {
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
        return der(0x18, format.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(int value) {
        return der(0x02, BigInteger.valueOf(value).toByteArray());
    }

    /** Base 128, the high bit on all but the last byte of a number (X.690, section 8.19). */
    private static byte[] oid(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(40 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >> shift != 0) {
                    bytes.write(0x80 | ((value >> shift) & 0x7F));
                }
            }
            bytes.write(value & 0x7F);
        }
        return der(0x06, bytes.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, joined(parts));
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (content.length < 128) {
            bytes.write(content.length);
        } else {
            byte[] length = new BigInteger(Integer.toString(content.length)).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            bytes.write(0x80 | (length.length - skip));
            bytes.write(length, skip, length.length - skip);
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private Path write(String file, String kind, byte[] der) {
        String pem = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        try {
            return Files.writeString(directory.resolve(file), pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
