package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agon.actors.run.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run of a second or two, of the tiny model on prompts in a file, that a test gives to the command line. */
final class SmallRun {
    private static final String CONFIG =
            """
            agon {
              run { name = small, directory = "%s" }
              run.iterations = 1
              model { directory = "%s", device = cpu }
              task { use = prompts, prompts { file = "%s", validation = 0.3, held-out = 0.3 } }
              judge.use = plain-text
              judge.plain-text.sound { must-end = false, least-content-words = 0, least-distinct-bigrams = 0 }
              algorithm.use = spo
              rollout { prompts = 4, samples = 4, shard-prompts = 4, max-new-tokens = 8 }
              evaluation { validation-prompts = 2, test-prompts = 2 }
              learner { threads = 1, minibatch = 2 }
            }
            """;

    private final Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Map<String, String> environment = Map.of();
    private String name = "small";

    /** Writes model, prompts and configuration below this directory. */
    SmallRun(Path home) {
        this.home = home;
        TinyModel.write(model(), 1);
        write(prompts(), IntStream.range(0, 40).mapToObj(SmallRun::prompt).collect(Collectors.joining()));
        write(config(), CONFIG.formatted(home.resolve("runs"), model(), prompts()));
    }

    private static String prompt(int number) {
        return "{\"prompt\": \"word " + number + "\"}\n";
    }

    Path model() {
        return home.resolve("model");
    }

    Path weights() {
        return model().resolve("model.safetensors");
    }

    Path prompts() {
        return home.resolve("prompts.jsonl");
    }

    Path config() {
        return home.resolve("small.conf");
    }

    /** The run's own directory. */
    Path directory() {
        return home.resolve("runs").resolve(name);
    }

    Path checkpoint(int number) {
        return directory().resolve("checkpoints").resolve("step-00000" + number);
    }

    /** Replaces a text of a file. */
    void replace(Path file, String old, String by) {
        try {
            String content = Files.readString(file);
            assertEquals(2, content.split(old, -1).length, old);
            Files.writeString(file, content.replace(old, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code agon train --config small.conf} with further options; returns the exit code. */
    int train(String... options) {
        return agon(Stream.concat(Stream.of("train", "--config", config().toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    /** Gives the run another name. */
    void named(String other) {
        replace(config(), "name = small", "name = " + other);
        name = other;
    }

    /** Gives the commands from now on these environment variables. */
    void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** Any command; returns the exit code. */
    int agon(String... arguments) {
        out.reset();
        err.reset();
        PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(new CliContext(results, terminal(), environment, home), arguments);
    }

    Terminal terminal() {
        return new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false, false, 80);
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
