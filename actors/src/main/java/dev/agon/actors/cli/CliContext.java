package dev.agon.actors.cli;

import dev.agon.actors.run.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command gets from its process.
 *
 * @param out where results go
 * @param terminal where progress and failures go
 * @param environment environment variables
 * @param home directory that Agon is installed in
 */
record CliContext(PrintStream out, Terminal terminal, Map<String, String> environment, Path home) {
    CliContext {
        environment = Map.copyOf(environment);
    }

    /** The context of this process; the launcher tells the install directory. */
    static CliContext ofProcess() {
        return new CliContext(
                System.out,
                Terminal.standardError(System.getenv()),
                System.getenv(),
                Path.of(System.getProperty("agon.home", "")).toAbsolutePath());
    }

    /** A file of the quickstart, such as {@code train.conf}. */
    Path quickstart(String file) {
        return home.resolve("conf").resolve("quickstart").resolve(file);
    }
}
