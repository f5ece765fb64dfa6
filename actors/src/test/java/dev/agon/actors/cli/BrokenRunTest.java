package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.TrainingRun;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.learner.UpdateFunction;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.run.Wiring;
import dev.agon.protocol.JudgedGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that break on their way: the failure is one sentence, and the last checkpoint before it is sound. */
class BrokenRunTest {
    private final Path home;

    BrokenRunTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void divergenceNamesTheLastGoodCheckpoint() {
        SmallRun run = new SmallRun(home);
        run.replace(run.config(), "iterations = 1", "iterations = 3");
        run.replace(
                run.config(),
                "algorithm.use = spo",
                """
                algorithm.use = diverging
                  algorithm.diverging = ${agon.algorithm.spo} { class = %s }
                  learner.learning-rate = 0.01"""
                        .formatted(DivergingAlgorithm.class.getName()));
        assertEquals(ExitCodes.DIVERGED, run.train(), run::errors);
        assertEquals(
                "Training diverged: the loss became NaN in step 1 of iteration 2; start a new run with a lower"
                        + " agon.learner.learning-rate or agon.learner.optimizer.max-gradient-norm; the last good"
                        + " checkpoint is " + run.checkpoint(1) + ".",
                run.sentence());
        assertFalse(Files.exists(run.checkpoint(2)));
        String good = run.checkpoint(1).toString();
        assertEquals(ExitCodes.DONE, run.agon("generate", "--model", good, "--prompt", "word"), run::errors);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | spo",
                "lora, adapter.lora.dropout = 0.2 | spo",
                "lora | nash-ema-pg",
                "none | ppo, learner.epochs = 3"
            })
    @EnabledOnOs(OS.LINUX) // for /dev/full, which refuses every byte as a full disk does
    void fullDiskKeepsTheCheckpointBeforeAndTheRunGoesOn(String adapter, String algorithm) throws IOException {
        SmallRun undisturbed = new SmallRun(home.resolve("undisturbed"));
        undisturbed.replace(undisturbed.config(), "iterations = 1", "iterations = 2");
        undisturbed.replace(undisturbed.config(), "device = cpu", "device = cpu, adapter.use = " + adapter);
        undisturbed.replace(undisturbed.config(), "algorithm.use = spo", "algorithm.use = " + algorithm);
        assertEquals(ExitCodes.DONE, undisturbed.train(), undisturbed::errors);

        SmallRun run = new SmallRun(home.resolve("full"));
        run.replace(run.config(), "iterations = 1", "iterations = 2");
        run.replace(run.config(), "device = cpu", "device = cpu, adapter.use = " + adapter);
        run.replace(run.config(), "algorithm.use = spo", "algorithm.use = " + algorithm);
        int code = new Failures(run.terminal()).report(playOnFullDisk(run), false);
        assertEquals(ExitCodes.INPUT, code);
        assertEquals(
                "The checkpoint " + run.checkpoint(2) + " cannot be written (No space left on device), but those"
                        + " before it are whole; make room there and continue with --resume.",
                run.sentence());
        assertEquals(List.of("step-000001"), names(run.directory().resolve("checkpoints")));
        String good = run.checkpoint(1).toString();
        assertEquals(ExitCodes.DONE, run.agon("generate", "--model", good, "--prompt", "word"), run::errors);

        assertEquals(ExitCodes.DONE, run.train("--resume"), run::errors);
        assertEquals(finalHash(undisturbed), finalHash(run));
        assertEquals(digests(undisturbed.checkpoint(2)), digests(run.checkpoint(2)));
    }

    /** Of all tensors of a checkpoint: weights, optimizer, and what else training goes on from. */
    private static List<String> digests(Path checkpoint) throws IOException {
        return Files.readAllLines(checkpoint.resolve("SHA256SUMS")).stream()
                .filter(line -> line.endsWith(".safetensors"))
                .toList();
    }

    /** What {@code agon train} does, with a disk that is full when the second checkpoint is written. */
    private static Throwable playOnFullDisk(SmallRun run) {
        ResolvedConfig config =
                new ConfigLoader(Map.of(), run.directory()).file(run.config()).load();
        Parts parts = Parts.of(config);
        NodeSetup setup = Wiring.setup(parts, run.directory());
        try (RunDirectory directory = RunDirectory.open(run.directory(), config, false)) {
            NodeSetup full = new NodeSetup(
                    setup.name(),
                    directory.path(),
                    setup.ledger(),
                    setup.plan(),
                    setup.keepCheckpoints(),
                    setup.rolloutWorkers(),
                    setup.judgeWorkers(),
                    setup.generators(),
                    setup.judges(),
                    () -> new FullDisk(setup.learners().get()));
            TrainingRun training = TrainingRun.start(full, progress -> {});
            return Objects.requireNonNull(assertThrows(
                            CompletionException.class,
                            () -> training.finished().toCompletableFuture().join())
                    .getCause());
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String finalHash(SmallRun run) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(run.directory().resolve("result.json")))
                .path("final_sha256")
                .asText();
    }

    /** A learner whose second checkpoint meets a full disk. */
    private record FullDisk(UpdateFunction learner) implements UpdateFunction {
        @Override
        public void resume(Path checkpoint, int number) {
            learner.resume(checkpoint, number);
        }

        @Override
        public void rehearse() {
            learner.rehearse();
        }

        @Override
        public SortedMap<String, Double> update(List<JudgedGroup> groups, int iteration) {
            return learner.update(groups, iteration);
        }

        @Override
        public void save(Path directory) {
            if (directory.toString().endsWith("2")) {
                try {
                    for (String name : List.of("model.safetensors.partial", "adapter_model.safetensors.partial")) {
                        Files.createSymbolicLink(directory.resolve(name), Path.of("/dev/full"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            learner.save(directory);
        }

        @Override
        public void close() {
            learner.close();
        }
    }
}
