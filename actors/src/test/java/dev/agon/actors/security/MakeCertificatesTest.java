package dev.agon.actors.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes certificates for trials. */
class MakeCertificatesTest {
    private static final Path SCRIPT = Path.of(System.getProperty("agon.home"), "conf", "tls", "make-certificates");

    private final Path directory;

    MakeCertificatesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void itsCertificatesServeTheirHosts() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl"))),
                "openssl is not installed");
        assertEquals(0, run(directory.toString(), "127.0.0.1", "node-1.example"));
        byte[] authority = Files.readAllBytes(directory.resolve("authority.crt"));
        assertEquals(0, run(directory.toString(), "node-2.example")); // of the same authority
        assertEquals(
                new String(authority, StandardCharsets.UTF_8), Files.readString(directory.resolve("authority.crt")));
        for (String host : List.of("127.0.0.1", "node-1.example", "node-2.example")) {
            TlsIdentity identity = files(host).read();
            identity.requireNames(host);
            assertThrows(ConfigurationException.class, () -> identity.requireNames("10.0.0.1"));
            Path key = directory.resolve(host + ".key");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        }
    }

    @Test
    void aHostThatIsNoneIsRefused() throws Exception {
        assertEquals(2, run(directory.toString(), "a,DNS:evil.example"));
        assertEquals(2, run(directory.toString()));
        try (var files = Files.list(directory)) {
            assertTrue(files.allMatch(file -> file.endsWith("said")));
        }
    }

    private TlsFiles files(String host) {
        return new TlsFiles(
                directory.resolve(host + ".crt"), directory.resolve(host + ".key"), directory.resolve("authority.crt"));
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start()
                .waitFor();
    }
}
