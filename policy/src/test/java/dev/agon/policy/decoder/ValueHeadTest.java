package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelException;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.SafetensorsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValueHeadTest {
    private static final StepOptions STEP = new StepOptions(1e-2, 0.1, 0.9, 0.99, 1e-8, 1.0);
    private static final List<Sequence> TEXT = List.of(
            new Sequence(new int[] {5, 6}, new int[] {7, 8, 9}),
            new Sequence(new int[] {1}, new int[] {2, 3, 4, 5, 6}),
            new Sequence(new int[] {21}, new int[] {22, 23}));
    private static final String FILE = "value_head.safetensors";

    private final Path start;
    private final Path saved;

    ValueHeadTest(@TempDir Path directory) {
        this.start = directory.resolve("start");
        this.saved = directory.resolve("saved");
    }

    @BeforeEach
    void writeModel() {
        TinyModel.write(start, true);
    }

    @Test
    void itBeginsAtZeroAndLearnsWhatItIsTaught() {
        try (TrainableDecoder model = open(start, false)) {
            model.values(TEXT).forEach(values -> assertArrayEquals(new float[values.length], values));
            double before = loss(model);
            for (int n = 0; n < 30; n++) {
                train(model);
            }
            assertTrue(loss(model) < before / 2, () -> before + " -> " + loss(model));
        }
    }

    @Test
    void gradientsOfNetworkAndHeadEqualFiniteDifferences() {
        try (TrainableDecoder model = TrainableDecoder.open(start, "cpu", 1, ComputeOptions.DEFAULT)) {
            model.keepValueHead(false);
            for (int n = 0; n < 5; n++) {
                train(model); // the head is no longer zero, so that its loss reaches the network
            }
            model.accumulate(parts());
            List<NDArray> parameters = new ArrayList<>(model.weights().subList(0, 4));
            List<NDArray> gradients = new ArrayList<>(model.gradients().subList(0, 4));
            parameters.addAll(model.head().parameters());
            gradients.addAll(model.head().optimizer().gradients());
            for (int i = 0; i < parameters.size(); i++) {
                float[] gradient = gradients.get(i).toFloatArray();
                int at = argMaxAbs(gradient);
                double h = 1e-2;
                double expected =
                        (lossWith(model, parameters.get(i), at, h) - lossWith(model, parameters.get(i), at, -h))
                                / (2 * h);
                assertEquals(expected, gradient[at], 2e-2 * Math.abs(expected) + 1e-3, "parameter " + i);
            }
        }
    }

    @Test
    void aSavedHeadGoesOnBitForBitAndTheModelKnowsNothingOfIt() {
        Path unbroken = saved.resolveSibling("unbroken");
        Path resumed = saved.resolveSibling("resumed");
        try (TrainableDecoder model = open(start, false)) {
            train(model);
            model.save(saved);
            train(model);
            model.save(unbroken);
        }
        try (TrainableDecoder model = open(saved, true)) {
            train(model);
            model.save(resumed);
        }
        for (String name : List.of(FILE, "model.safetensors", "optimizer.safetensors")) {
            assertEquals(-1, mismatch(unbroken.resolve(name), resumed.resolve(name)), name);
        }
        assertEquals(
                ModelDirectory.open(start).tensors().size(),
                SafetensorsReader.open(saved.resolve("model.safetensors"))
                        .tensors()
                        .size());
        ModelException refused =
                assertThrows(ModelException.class, () -> open(start, true).close());
        assertEquals(
                start + " lacks " + FILE + ", the critic of the policy that lies there; restore the file that was"
                        + " written with it.",
                refused.getMessage());
    }

    @Test
    void whereThereIsNoneThereAreNoValues() {
        try (TrainableDecoder model = TrainableDecoder.open(start, "cpu", 1, ComputeOptions.DEFAULT)) {
            assertThrows(IllegalStateException.class, () -> model.values(TEXT));
            assertThrows(IllegalStateException.class, () -> model.accumulate(parts()));
            model.save(saved);
        }
        assertFalse(Files.exists(saved.resolve(FILE)));
    }

    @Test
    void anAdapterHasOneToo() throws IOException {
        AdapterBase base = AdapterBase.of(ModelDirectory.open(start), "base");
        Lora lora = new Lora(2, 4, 0.2, List.of("q_proj", "v_proj"), false);
        Path unbroken = Files.createDirectories(saved.resolveSibling("unbroken"));
        Path resumed = Files.createDirectories(saved.resolveSibling("resumed"));
        Files.createDirectories(saved);
        try (DecoderModel model = DecoderModel.openForScoring(start, "cpu", 2, ComputeOptions.DEFAULT);
                TrainableAdapter adapter = TrainableAdapter.begin(model, base, lora, name -> index -> 0.25f)) {
            adapter.keepValueHead(false);
            double before = loss(adapter);
            train(adapter);
            adapter.save(saved);
            train(adapter);
            adapter.save(unbroken);
            assertTrue(loss(adapter) < before);
        }
        try (DecoderModel model = DecoderModel.openForScoring(start, "cpu", 2, ComputeOptions.DEFAULT);
                TrainableAdapter adapter = TrainableAdapter.resume(model, base, lora, name -> index -> 0.25f, saved)) {
            adapter.keepValueHead(true);
            train(adapter);
            adapter.save(resumed);
        }
        for (String name : List.of(FILE, "adapter_model.safetensors", "optimizer.safetensors")) {
            assertEquals(-1, mismatch(unbroken.resolve(name), resumed.resolve(name)), name);
        }
    }

    private static TrainableDecoder open(Path directory, boolean resumed) {
        TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT);
        try {
            model.keepValueHead(resumed);
            return model;
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    private static long mismatch(Path a, Path b) {
        try {
            return Files.mismatch(a, b);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One part a sequence, so that both lanes have one. */
    private static List<MicroBatch> parts() {
        return TEXT.stream()
                .map(sequence -> new MicroBatch(List.of(sequence), ValueHeadTest::slopes, true))
                .toList();
    }

    private static void train(TrainableModel model) {
        model.accumulate(parts());
        model.step(STEP);
    }

    /** Of {@link #loss}: minus the log-likelihood, plus the squared distance of each value to 2. */
    private static List<float[]> slopes(List<float[]> outputs) {
        return outputs.stream()
                .map(row -> {
                    float[] slopes = new float[row.length];
                    for (int i = 0; i < row.length; i++) {
                        slopes[i] = i < row.length / 2 ? -1 : 2 * (row[i] - 2);
                    }
                    return slopes;
                })
                .toList();
    }

    private static double loss(TrainableModel model) {
        double loss = 0;
        for (float[] row : model.logProbs(TEXT)) {
            for (float logP : row) {
                loss -= logP;
            }
        }
        for (float[] row : model.values(TEXT)) {
            for (float value : row) {
                loss += (value - 2.0) * (value - 2.0);
            }
        }
        return loss;
    }

    private static double lossWith(TrainableDecoder model, NDArray parameter, int at, double change) {
        float[] values = parameter.toFloatArray();
        float kept = values[at];
        values[at] = (float) (kept + change);
        parameter.set(values);
        double loss = loss(model);
        values[at] = kept;
        parameter.set(values);
        return loss;
    }

    private static int argMaxAbs(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = Math.abs(values[i]) > Math.abs(values[best]) ? i : best;
        }
        return best;
    }
}
