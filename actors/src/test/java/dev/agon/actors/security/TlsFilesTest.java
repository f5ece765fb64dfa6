package dev.agon.actors.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
    private static final String HOST = "127.0.0.1";

    private final Path directory;
    private final TestAuthority authority;
    private final TlsFiles good;

    TlsFilesTest(@TempDir Path directory) {
        this.directory = directory;
        this.authority = new TestAuthority(directory, "authority");
        this.good = authority.issue("node", HOST, "node-1.example");
    }

    @Test
    void goodFilesServeTheHostsTheyName() {
        TlsIdentity identity = good.read();
        identity.requireNames(HOST);
        identity.requireNames("NODE-1.example");
        assertRefused(
                "is for 127.0.0.1, node-1.example but agon.cluster.host is 10.0.0.1",
                () -> identity.requireNames("10.0.0.1"));
    }

    @Test
    void aWildcardServesOneLabel() {
        TlsIdentity identity = authority.issue("wild", "*.example").read();
        identity.requireNames("a.example");
        assertRefused("is for *.example", () -> identity.requireNames("a.b.example"));
        assertRefused("is for *.example", () -> identity.requireNames("example"));
    }

    @Test
    void aFileThatIsMissingOrNoPemIsNamed() throws IOException {
        Path missing = directory.resolve("missing");
        assertRefused(
                missing + " of agon.cluster.tls.key cannot be read (NoSuchFileException)",
                () -> new TlsFiles(good.certificate(), missing, good.authority()).read());
        Path noise = Files.writeString(directory.resolve("noise"), "no certificate");
        assertRefused(
                noise + " of agon.cluster.tls.certificate holds no certificate in PEM",
                () -> new TlsFiles(noise, good.key(), good.authority()).read());
        assertRefused(
                noise + " of agon.cluster.tls.authority holds no certificate in PEM",
                () -> new TlsFiles(good.certificate(), good.key(), noise).read());
        Path old = Files.writeString(directory.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----");
        assertRefused("openssl pkcs8 -topk8", () -> new TlsFiles(good.certificate(), old, good.authority()).read());
        Path damaged = Files.writeString(
                directory.resolve("damaged"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused("is damaged", () -> new TlsFiles(good.certificate(), damaged, good.authority()).read());
        Path huge = Files.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        assertRefused("more than 1048576 bytes", () -> new TlsFiles(huge, good.key(), good.authority()).read());
    }

    @Test
    void aCertificateOutOfDateIsRefused() {
        Instant now = Instant.now();
        TlsFiles expired = authority.issue("expired", now.minusSeconds(7200), now.minusSeconds(60), HOST);
        assertRefused("has expired on", expired::read);
        TlsFiles early = authority.issue("early", now.plusSeconds(3600), now.plusSeconds(7200), HOST);
        assertRefused("is valid only from", early::read);
    }

    @Test
    void filesThatDoNotFitEachOtherAreRefused() {
        TlsFiles other = authority.issue("other", HOST);
        assertRefused(
                "does not belong to the certificate",
                () -> new TlsFiles(good.certificate(), other.key(), good.authority()).read());
        Path stranger = new TestAuthority(directory, "stranger").certificate();
        assertRefused(
                "is not signed by the authority", () -> new TlsFiles(good.certificate(), good.key(), stranger).read());
    }

    @Test
    void threeFilesBelongTogether() {
        String all = "tls { certificate = a, key = b, authority = c }";
        assertEquals(Optional.of(new TlsFiles(Path.of("a"), Path.of("b"), Path.of("c"))), TlsFiles.of(settings(all)));
        assertEquals(
                Optional.empty(), TlsFiles.of(settings("tls { certificate = \"\", key = \"\", authority = \"\" }")));
        assertRefused("tls.key (", () -> TlsFiles.of(settings("tls { certificate = a, key = \"\", authority = c }")));
    }

    @Test
    void aRenewedCertificateIsTakenUpAndABadOneIsNot() throws IOException {
        AtomicLong now = new AtomicLong();
        TlsSource source = new TlsSource(good, HOST, now::get);
        SSLContext first = source.context();
        authority.issue("node", HOST);
        assertSame(first, source.context());
        now.addAndGet(TlsSource.AGE.toNanos());
        SSLContext second = source.context();
        assertNotSame(first, second);
        Files.writeString(good.key(), "");
        now.addAndGet(TlsSource.AGE.toNanos());
        assertSame(second, source.context());
    }

    private static Settings settings(String block) {
        return Settings.of(ConfigFactory.parseString(block), "tls");
    }

    private static void assertRefused(String reason, Runnable reader) {
        String message = assertThrows(ConfigurationException.class, reader::run).toString();
        assertTrue(message.contains(reason), message);
    }
}
