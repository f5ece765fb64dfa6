package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agon.actors.run.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Agon's command line in this process: gives it a command and keeps what it prints until the next. */
final class TestConsole {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path home;
    private Map<String, String> environment = Map.of();

    /** @param home where Agon is installed */
    TestConsole(Path home) {
        this.home = home;
    }

    /** Gives the commands from now on these environment variables. */
    void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** Runs a command; returns the exit code. */
    int agon(String... arguments) {
        out.reset();
        err.reset();
        return Main.run(context(), arguments);
    }

    CliContext context() {
        return new CliContext(stream(out), terminal(), environment, home);
    }

    Terminal terminal() {
        return new Terminal(stream(err), false, false, 80);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Everything on standard output. */
    String results() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Everything on standard error. */
    String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The one sentence in which the command failed, without the program's name; no stack trace stands beside it. */
    String sentence() {
        List<String> lines = errors().lines().toList();
        assertFalse(lines.stream().anyMatch(line -> line.startsWith("\tat ") || line.startsWith("error:")), errors());
        List<String> sentences =
                lines.stream().filter(line -> line.startsWith("agon: ")).toList();
        assertEquals(1, sentences.size(), errors());
        assertEquals(sentences.get(0), lines.get(lines.size() - 1));
        return sentences.get(0).substring("agon: ".length());
    }
}
