package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agon.actors.run.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final TestConsole console;
    private String name = "small";

    /** Writes model, prompts and configuration below this directory. */
    SmallRun(Path home) {
        this.home = home;
        this.console = new TestConsole(home);
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
        console.environment(variables);
    }

    /** Any command; returns the exit code. */
    int agon(String... arguments) {
        return console.agon(arguments);
    }

    Terminal terminal() {
        return console.terminal();
    }

    /** Everything on standard output. */
    String results() {
        return console.results();
    }

    /** Everything on standard error. */
    String errors() {
        return console.errors();
    }

    /** The one sentence in which the command failed. */
    String sentence() {
        return console.sentence();
    }
}
