package dev.agon.actors.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path run;

    @Test
    void aPublishedVersionIsNamedByItsDigestAndItsPlaceBelowTheRun() {
        PolicyVersion version = publish(1, "abc");
        assertEquals(
                new PolicyVersion(
                        1,
                        "checkpoints/step-000001",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", // FIPS 180-2, "abc"
                        3),
                version);
        assertTrue(new Checkpoints(run).verify(version));
    }

    @Test
    void damagedAndMissingWeightsAreNotVerified() throws IOException {
        PolicyVersion version = publish(1, "abc");
        Path weights = new Checkpoints(run).locate(version).resolve(Checkpoints.WEIGHTS);
        Files.writeString(weights, "abd");
        assertFalse(new Checkpoints(run).verify(version));
        Files.delete(weights);
        assertFalse(new Checkpoints(run).verify(version));
    }

    @Test
    void aDiskThatIsFullLeavesTheEarlierCheckpointsGood() {
        PolicyVersion good = publish(1, "abc");
        InputException refused = assertThrows(InputException.class, () -> new Checkpoints(run).publish(2, directory -> {
            write(directory.resolve("config.json"), "{}");
            throw new ModelException("No space left on device");
        }));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("step-000002 cannot be written (No space left on device)"), message);
        assertEquals(List.of("step-000001"), names());
        assertEquals(List.of(1), new Checkpoints(run).numbers());
        assertTrue(new Checkpoints(run).verify(good));
    }

    @Test
    void oldOnesAndLeftoversAreDeleted() throws IOException {
        for (int number = 1; number <= 5; number++) {
            publish(number, "weights " + number);
        }
        Checkpoints checkpoints = new Checkpoints(run);
        for (String left : List.of(".writing-1-node-step-000005", ".writing-1-node-step-000006")) {
            Files.createDirectories(run.resolve("checkpoints").resolve(left));
        }
        checkpoints.discardUnfinished(5);
        checkpoints.discardBefore(3);
        assertEquals(List.of(3, 4, 5), checkpoints.numbers());
        assertEquals(List.of(".writing-1-node-step-000006", "step-000003", "step-000004", "step-000005"), names());
    }

    @Test
    void anEqualCheckpointIsNotTouchedByALearnerThatHasBeenReplaced() throws IOException {
        Path place = new Checkpoints(run).locate(publish(1, "abc"));
        Object key = Files.readAttributes(place, BasicFileAttributes.class).fileKey();
        publish(1, "abc");
        assertEquals(key, Files.readAttributes(place, BasicFileAttributes.class).fileKey());
        assertEquals(List.of("step-000001"), names());
    }

    @Test
    void anotherCheckpointReplacesWhatADeadLearnerLeft() {
        PolicyVersion left = publish(1, "left");
        PolicyVersion made = publish(1, "made");
        assertFalse(new Checkpoints(run).verify(left));
        assertTrue(new Checkpoints(run).verify(made));
        assertEquals(List.of("step-000001"), names());
    }

    @Test
    void aModelWithoutWeightsIsRefusedByName() {
        InputException refused = assertThrows(InputException.class, () -> Checkpoints.start(run));
        assertTrue(refused.toString().contains(run.resolve(Checkpoints.WEIGHTS).toString()));
    }

    @Test
    void shardedWeightsAreDescribedByIndexAndShards() throws Exception {
        String index = "{\"weight_map\": {\"b\": \"two.safetensors\", \"a\": \"one.safetensors\"}}";
        write(run.resolve("model.safetensors.index.json"), index);
        write(run.resolve("one.safetensors"), "first");
        write(run.resolve("two.safetensors"), "second");
        PolicyVersion start = Checkpoints.start(run);
        byte[] all = (index + "first" + "second").getBytes(StandardCharsets.UTF_8);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(all);
        assertEquals(new PolicyVersion(0, run.toString(), HexFormat.of().formatHex(digest), all.length), start);
        assertTrue(new Checkpoints(run).verify(start));
        write(run.resolve("two.safetensors"), "seconD");
        assertFalse(new Checkpoints(run).verify(start));
        Files.delete(run.resolve("one.safetensors"));
        assertFalse(new Checkpoints(run).verify(start));
    }

    @Test
    void aCheckpointWithoutItsOptimizerIsRefused() throws IOException {
        PolicyVersion version = publish(1, "abc");
        Path place = new Checkpoints(run).locate(version);
        Checkpoints.requireOptimizer(place);
        Files.delete(place.resolve(Checkpoints.OPTIMIZER));
        InputException refused = assertThrows(InputException.class, () -> Checkpoints.requireOptimizer(place));
        assertTrue(refused.toString().contains("step-000001 lacks optimizer.safetensors"), refused.toString());
    }

    private PolicyVersion publish(int number, String weights) {
        return new Checkpoints(run).publish(number, directory -> {
            write(directory.resolve(Checkpoints.WEIGHTS), weights);
            write(directory.resolve(Checkpoints.OPTIMIZER), "moments");
        });
    }

    private List<String> names() {
        try (var entries = Files.list(run.resolve("checkpoints"))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
