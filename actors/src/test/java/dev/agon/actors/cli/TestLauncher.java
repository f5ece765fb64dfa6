package dev.agon.actors.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The program {@code agon} of a test's installation: a script that runs the classes of the test. */
final class TestLauncher {
    private TestLauncher() {}

    /** Writes it into the directory in which Agon is installed. */
    static void install(Path home) throws IOException {
        String program = String.join(
                " ",
                "#!/bin/sh\nexec",
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dai.djl.offline=true",
                "-Dagon.home=\"${0%/*}\"",
                "-cp '" + System.getProperty("java.class.path") + "'",
                Main.class.getName(),
                "\"$@\"\n");
        Path launcher = Files.writeString(home.resolve("agon"), program);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }
}
