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
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingAverageTest {
    private static final StepOptions STEP = new StepOptions(1e-2, 0, 0.9, 0.99, 1e-8, 1.0);
    private static final List<Sequence> TEXT = List.of(new Sequence(new int[] {5, 6}, new int[] {7, 8, 9}));
    private static final double DECAY = 0.75;

    private final Path start;
    private final Path saved;

    MovingAverageTest(@TempDir Path directory) {
        this.start = directory.resolve("start");
        this.saved = directory.resolve("saved");
    }

    @BeforeEach
    void writeModel() {
        TinyModel.write(start, true);
    }

    @Test
    void theAverageFollowsTheWeightsByItsFormulaAndIsOpenedFromTheCheckpoint() {
        double[] expected;
        try (TrainableDecoder model = open(start, false)) {
            float[] begun = flat(model);
            expected = new double[begun.length];
            Arrays.setAll(expected, i -> begun[i]);
            for (int step = 0; step < 3; step++) {
                train(model);
                model.follow(DECAY);
                float[] weights = flat(model);
                Arrays.setAll(expected, i -> DECAY * expected[i] + (1 - DECAY) * weights[i]);
            }
            model.save(saved);
        }
        try (DecoderModel average =
                        DecoderModel.openAverage(saved, MovingAverageTest::noBase, "cpu", 1, ComputeOptions.DEFAULT);
                DecoderModel newest = DecoderModel.open(saved, "cpu", 1)) {
            float[] found = flat(average);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], found[i], 1e-6 * Math.max(1, Math.abs(expected[i])));
            }
            assertFalse(Arrays.equals(found, flat(newest)));
        }
    }

    @Test
    void aResumedAverageGoesOnBitForBit() {
        float[] unbroken;
        try (TrainableDecoder model = open(start, false)) {
            step(model);
            model.save(saved);
            step(model);
            model.save(saved.resolveSibling("unbroken"));
        }
        unbroken = average(saved.resolveSibling("unbroken"));
        try (TrainableDecoder model = open(saved, true)) {
            step(model);
            model.save(saved.resolveSibling("resumed"));
        }
        assertArrayEquals(unbroken, average(saved.resolveSibling("resumed")));
    }

    @Test
    void whatIsAveragedOfAnAdapterIsTheAdapter() throws IOException {
        AdapterBase base = AdapterBase.of(ModelDirectory.open(start), "base");
        Lora lora = new Lora(2, 4, 0, List.of("q_proj"), false);
        Files.createDirectories(saved);
        Path frozen = Files.createDirectories(saved.resolveSibling("frozen"));
        try (DecoderModel model = DecoderModel.openForScoring(start, "cpu", 1, ComputeOptions.DEFAULT);
                TrainableAdapter adapter = TrainableAdapter.begin(model, base, lora, name -> index -> 0.25f)) {
            float[] before = adapter.logProbs(TEXT).get(0);
            adapter.keepAverage(false);
            adapter.accumulate(TEXT, MovingAverageTest::negativeLogLikelihood);
            adapter.step(STEP);
            adapter.follow(1);
            adapter.save(frozen);
            adapter.follow(0);
            adapter.save(saved);
            assertArrayEquals(before, scores(frozen, base), 1e-6f);
            assertArrayEquals(adapter.logProbs(TEXT).get(0), scores(saved, base), 1e-6f);
            assertFalse(Arrays.equals(before, scores(saved, base)));
        }
        try (DecoderModel model = DecoderModel.openForScoring(start, "cpu", 1, ComputeOptions.DEFAULT);
                TrainableAdapter resumed = TrainableAdapter.resume(model, base, lora, name -> index -> 0.25f, frozen)) {
            resumed.keepAverage(true);
            resumed.follow(1);
            resumed.save(saved);
            assertEquals(
                    -1, Files.mismatch(frozen.resolve("average.safetensors"), saved.resolve("average.safetensors")));
        }
    }

    @Test
    void aMissingAverageIsNamed() {
        try (TrainableDecoder model = open(start, false)) {
            model.save(saved);
        }
        try (TrainableDecoder model = TrainableDecoder.open(start, "cpu", 1, ComputeOptions.DEFAULT)) {
            model.save(saved.resolveSibling("without"));
            assertThrows(IllegalStateException.class, () -> model.follow(DECAY));
        }
        Path without = saved.resolveSibling("without");
        assertFalse(Files.exists(without.resolve("average.safetensors")));
        assertTrue(Files.exists(saved.resolve("average.safetensors")));
        ModelException refused = assertThrows(
                ModelException.class,
                () -> DecoderModel.openAverage(without, MovingAverageTest::noBase, "cpu", 1, ComputeOptions.DEFAULT));
        assertEquals(
                without + " lacks average.safetensors, the moving average of the weights that lie there; restore the"
                        + " file that was written with them.",
                refused.getMessage());
    }

    private static TrainableDecoder open(Path directory, boolean resumed) {
        TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT);
        model.keepAverage(resumed);
        return model;
    }

    private static AdapterBase noBase() {
        throw new AssertionError("no adapter lies here");
    }

    private static float[] average(Path directory) {
        try (DecoderModel model =
                DecoderModel.openAverage(directory, MovingAverageTest::noBase, "cpu", 1, ComputeOptions.DEFAULT)) {
            return flat(model);
        }
    }

    private static float[] scores(Path adapter, AdapterBase base) {
        try (DecoderModel model = DecoderModel.openAverage(adapter, () -> base, "cpu", 1, ComputeOptions.DEFAULT)) {
            return model.logProbs(TEXT).get(0);
        }
    }

    private static void step(TrainableDecoder model) {
        train(model);
        model.follow(DECAY);
    }

    private static void train(TrainableDecoder model) {
        model.accumulate(List.of(new MicroBatch(TEXT, MovingAverageTest::negativeLogLikelihood)));
        model.step(STEP);
    }

    private static List<float[]> negativeLogLikelihood(List<float[]> logProbs) {
        return logProbs.stream()
                .map(row -> {
                    float[] slopes = new float[row.length];
                    Arrays.fill(slopes, -1);
                    return slopes;
                })
                .toList();
    }

    private static float[] flat(DecoderModel model) {
        int size = model.weights().stream().mapToInt(w -> (int) w.size()).sum();
        float[] all = new float[size];
        int next = 0;
        for (NDArray weight : model.weights()) {
            float[] values = weight.toFloatArray();
            System.arraycopy(values, 0, all, next, values.length);
            next += values.length;
        }
        return all;
    }
}
