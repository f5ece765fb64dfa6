package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the repository, in an installation whose program does nothing but fill the heap. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
    private final Path home;

    LauncherTest(@TempDir Path home) {
        this.home = home;
    }

    /** Fills the heap. */
    public static final class MemoryHog {
        private MemoryHog() {}

        /** Never returns: the JVM ends before an array could become too long. */
        public static void main(String[] arguments) {
            byte[] larger = new byte[1 << 20];
            while (true) {
                larger = Arrays.copyOf(larger, larger.length * 2);
            }
        }
    }

    @Test
    void outOfMemoryIsAnInternalFailureWithItsCure() throws Exception {
        install();
        Path errors = home.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("agon").toString(), "train").redirectError(errors.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("AGON_JAVA_OPTS", "-Xms8m -Xmx8m");

        assertEquals(ExitCodes.INTERNAL, builder.start().waitFor());
        assertTrue(Files.readString(errors).contains("AGON_JAVA_OPTS=-Xmx4g"), Files.readString(errors));
    }

    /** Lays out what the launcher would have built, newer than every source. */
    private void install() throws IOException {
        Files.copy(Path.of("..", "agon"), home.resolve("agon"));
        Files.createDirectories(home.resolve(".mvn"));
        Files.createFile(home.resolve("pom.xml"));
        Path app = Files.createDirectories(home.resolve("target").resolve("app"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MemoryHog.class.getName());
        String program = MemoryHog.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(app.resolve("agon.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream bytes =
                        Objects.requireNonNull(MemoryHog.class.getClassLoader().getResourceAsStream(program))) {
            jar.putNextEntry(new JarEntry(program));
            bytes.transferTo(jar);
        }
        for (String source : List.of("pom.xml", ".mvn")) {
            Files.setLastModifiedTime(home.resolve(source), FileTime.fromMillis(0));
        }
        Files.createFile(app.resolve("stamp"));
    }
}
