package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Peak resident memory of training steps, each measured in a process of its own with the launcher's environment:
 * {@code mvn -Pbench verify}, which takes some minutes. With {@code -Dagon.bench.python=PYTHON} the same step is made
 * by transformers, which writes {@code docs/bench/memory.json}.
 */
@Tag("bench")
class MemoryBenchTest {
    private static final Path SCRIPT = Path.of("src/test/python/bench_transformers.py");
    private static final Path FIGURES = Path.of("../docs/bench/memory.json");
    private static final double LEAST = 0.75;
    private static final double MOST = 1.3;
    private static final double FLAT = 1.02;

    private static final int ROWS = 4;
    private static final int LENGTH = 512;

    /** Networks of which one lane computes a micro-batch of 4 texts of 512 tokens. */
    private enum Shape {
        /** Many layers: activations. */
        LONG,
        /** A large vocabulary: logits, which are made in parts. */
        WIDE;

        ModelConfig write(Path directory) {
            return switch (this) {
                case LONG -> MemoryBenchTest.write(directory, 1024, 256, 704, 12, 8, 4, 32);
                case WIDE -> MemoryBenchTest.write(directory, 50_000, 256, 704, 4, 8, 8, 32);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePlanIsWhatIsMeasured(Shape shape, @TempDir Path directory) throws IOException, InterruptedException {
        ModelConfig config = shape.write(directory);
        for (Checkpointing checkpointing : Checkpointing.values()) {
            JsonNode found = probe(directory, checkpointing, 1, ROWS, LENGTH, 1, 2);
            Footprint footprint = new Footprint(config, ComputeOptions.DEFAULT.with(checkpointing));
            long trained = footprint.masters();
            long planned = Footprint.ENGINE_BYTES
                    + 4 * trained
                    + footprint.readers()
                    + footprint.gradient(ROWS, LENGTH, trained / Float.BYTES, 0);
            long measured = found.path("peak").asLong() - found.path("before").asLong();
            double ratio = (double) planned / measured;
            System.out.printf(
                    Locale.ROOT,
                    "%s %s: planned %d MB, measured %d MB (peak %d MB), ratio %.2f, %.2f s a step%n",
                    shape,
                    checkpointing,
                    planned / 1_000_000,
                    measured / 1_000_000,
                    found.path("peak").asLong() / 1_000_000,
                    ratio,
                    found.path("seconds").asDouble());
            assertTrue(LEAST <= ratio && ratio <= MOST, shape + " " + checkpointing + ": " + ratio);
        }
    }

    @Test
    void memoryStaysFlatOverTwoThousandSteps(@TempDir Path directory) throws IOException, InterruptedException {
        write(directory, 270, 24, 40, 2, 4, 2, 8);
        JsonNode found = probe(directory, Checkpointing.NONE, 2, 4, 24, 4, 2000);
        List<Long> resident = StreamSupport.stream(found.path("resident").spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
        System.out.println("resident over 2,000 steps: " + resident);
        long settled = resident.get(2); // after 200 steps Java has compiled what it will
        assertTrue(resident.get(resident.size() - 1) <= FLAT * settled, resident.toString());
    }

    @Test
    void aStepBesideTransformers(@TempDir Path directory) throws IOException, InterruptedException {
        write(directory, 4096, 320, 896, 9, 8, 4, 40);
        ObjectNode figures = new ObjectMapper().createObjectNode();
        for (Checkpointing checkpointing : Checkpointing.values()) {
            figures.set(
                    "agon_" + checkpointing.name().toLowerCase(Locale.ROOT),
                    probe(directory, checkpointing, 2, 8, 128, 32, 3));
        }
        String python = System.getProperty("agon.bench.python");
        if (python != null) {
            for (String how : List.of("memory", "checkpointing")) {
                figures.set("transformers_" + how, run(List.of(python, SCRIPT.toString(), directory.toString(), how)));
            }
            Files.createDirectories(FIGURES.getParent());
            Files.writeString(FIGURES, figures.toPrettyString() + "\n");
        }
        System.out.println(figures);
        long kept = figures.path("agon_none").path("peak").asLong();
        long again = figures.path("agon_layers").path("peak").asLong();
        assertTrue(again < 0.8 * kept, "layers computed again take " + again + " of " + kept);
    }

    private static ModelConfig write(Path directory, int... sizes) {
        String end = "<|end|>";
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("a text to learn a vocabulary from"), 270, List.of(end));
        ModelConfig config = ModelConfig.llama(
                sizes[0],
                sizes[1],
                sizes[2],
                sizes[3],
                sizes[4],
                sizes[5],
                sizes[6],
                1e-5,
                10_000,
                1024,
                true,
                -1,
                vocabulary.specialId(end));
        new ModelDirectoryWriter(config, vocabulary.files(end))
                .write(directory, LlamaInitializer.weights(config, 7), DType.F32);
        return config;
    }

    private static JsonNode probe(Path directory, Checkpointing checkpointing, int lanes, int... shape)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of(directory.toString(), checkpointing.name(), String.valueOf(lanes)));
        IntStream.of(shape).forEach(number -> arguments.add(String.valueOf(number)));
        return java(MemoryProbe.class, arguments);
    }

    /** What a class prints last in a process of its own, whose heap is all there from the start. */
    static JsonNode java(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms160m",
                "-Xmn32m",
                "-Xmx1g",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return run(command);
    }

    /** The last line that a command prints, under the memory settings of the launcher. */
    private static JsonNode run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GOMP_SPINCOUNT", "0");
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "33554432");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "1099511627776");
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), command.toString());
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }
}
