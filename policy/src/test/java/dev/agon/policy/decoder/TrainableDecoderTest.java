package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainableDecoderTest {
    private static final StepOptions STEP = new StepOptions(1e-2, 0.1, 0.9, 0.99, 1e-8, 1.0);
    private static final List<Sequence> TEXT = List.of(
            new Sequence(new int[] {5, 6}, new int[] {7, 8, 9}),
            new Sequence(new int[] {1}, new int[] {2, 3, 4, 5, 6}),
            new Sequence(new int[] {11, 12, 13}, new int[] {14}),
            new Sequence(new int[] {21}, new int[] {22, 23}));

    @TempDir
    private Path directory;

    @BeforeEach
    void writeModel() {
        TinyModel.write(directory, true);
    }

    @Test
    void gradientEqualsFiniteDifferences() {
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT)) {
            model.accumulate(List.of(new MicroBatch(TEXT, TrainableDecoderTest::negativeLogLikelihood)));
            for (int index :
                    new int[] {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, model.weights().size() - 1}) {
                NDArray weight = model.weights().get(index);
                float[] gradient = model.gradients().get(index).toFloatArray();
                int at = argMaxAbs(gradient);
                double h = 1e-2;
                double up = lossWith(model, weight, at, h);
                double down = lossWith(model, weight, at, -h);
                double expected = (up - down) / (2 * h);
                assertEquals(expected, gradient[at], 2e-2 * Math.abs(expected) + 1e-3, "weight " + index);
            }
        }
    }

    @Test
    void oneBatchEqualsItsPartsOnAnyNumberOfLanes() {
        float[] whole = weightsAfterStep(1, List.of(TEXT));
        float[] parts = weightsAfterStep(1, TEXT.stream().map(List::of).toList());
        float[] lanes = weightsAfterStep(2, TEXT.stream().map(List::of).toList());
        assertArrayEquals(whole, parts, 2e-5f);
        assertArrayEquals(whole, lanes, 2e-5f);
    }

    @Test
    void sameLanesGiveSameBits() {
        List<List<Sequence>> parts = TEXT.stream().map(List::of).toList();
        assertArrayEquals(weightsAfterStep(2, parts), weightsAfterStep(2, parts));
    }

    @Test
    void stepsLowerTheLoss() {
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT)) {
            double before = loss(model);
            for (int step = 0; step < 20; step++) {
                train(model, TEXT.stream().map(List::of).toList());
            }
            assertTrue(loss(model) < before / 2, "from " + before + " to " + loss(model));
        }
    }

    @Test
    void aSavedModelContinuesBitForBit(@TempDir Path parent) {
        Path saved = parent.resolve("saved");
        List<List<Sequence>> parts = TEXT.stream().map(List::of).toList();
        float[] unbroken;
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT)) {
            train(model, parts);
            model.save(saved);
            train(model, parts);
            unbroken = flat(model);
        }
        assertTrue(Files.exists(saved.resolve("model.safetensors")));
        try (TrainableDecoder model = TrainableDecoder.open(saved, "cpu", 2, ComputeOptions.DEFAULT)) {
            train(model, parts);
            assertArrayEquals(unbroken, flat(model));
        }
    }

    @Test
    void aGradientThatIsNotFiniteTakesNoStep() {
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT)) {
            float[] before = flat(model);
            model.accumulate(List.of(new MicroBatch(TEXT, logProbs -> scaled(logProbs, Float.NaN))));
            assertTrue(Double.isNaN(model.step(STEP)));
            assertArrayEquals(before, flat(model));
            train(model, List.of(TEXT));
            assertTrue(Float.isFinite(flat(model)[0]), "the bad gradient is gone");
        }
    }

    private float[] weightsAfterStep(int lanes, List<List<Sequence>> parts) {
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", lanes, ComputeOptions.DEFAULT)) {
            train(model, parts);
            return flat(model);
        }
    }

    private static void train(TrainableDecoder model, List<List<Sequence>> parts) {
        model.accumulate(parts.stream()
                .map(part -> new MicroBatch(part, TrainableDecoderTest::negativeLogLikelihood))
                .toList());
        model.step(STEP);
    }

    private static List<float[]> negativeLogLikelihood(List<float[]> logProbs) {
        return scaled(logProbs, -1);
    }

    private static List<float[]> scaled(List<float[]> logProbs, float value) {
        List<float[]> derivatives = new ArrayList<>();
        for (float[] row : logProbs) {
            float[] derivative = new float[row.length];
            Arrays.fill(derivative, value);
            derivatives.add(derivative);
        }
        return derivatives;
    }

    private static double loss(TrainableDecoder model) {
        double sum = 0;
        for (float[] row : model.logProbs(TEXT)) {
            for (float logP : row) {
                sum -= logP;
            }
        }
        return sum;
    }

    private static double lossWith(TrainableDecoder model, NDArray weight, int at, double change) {
        float[] values = weight.toFloatArray();
        float kept = values[at];
        values[at] = (float) (kept + change);
        weight.set(values);
        double loss = loss(model);
        values[at] = kept;
        weight.set(values);
        return loss;
    }

    private static float[] flat(TrainableDecoder model) {
        float[][] parts = model.weights().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        float[] flat = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, flat, at, part.length);
            at += part.length;
        }
        return flat;
    }

    private static int argMaxAbs(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (Math.abs(values[i]) > Math.abs(values[best])) {
                best = i;
            }
        }
        return best;
    }
}
