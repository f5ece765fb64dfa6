package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.SafetensorsReader;
import dev.agon.policy.files.TensorEntry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family against transformers: the small models under {@code families/}, recorded by
 * {@code src/test/python/record_families.py}. With {@code -Dagon.families=DIR} the models that a training step leaves
 * stay in DIR, for {@code check_families.py}.
 */
class FamiliesTest {
    private static final int TEXTS = 3;
    private static final int GREEDY = 64;
    private static final StepOptions STEP = new StepOptions(1e-2, 0.1, 0.9, 0.99, 1e-8, 1.0);

    static Stream<Path> families() throws IOException, URISyntaxException {
        URL root = Objects.requireNonNull(FamiliesTest.class.getResource("families"));
        try (Stream<Path> directories = Files.list(Path.of(root.toURI()))) {
            List<Path> sorted = directories.filter(Files::isDirectory).sorted().toList();
            assertEquals(9, sorted.size());
            return sorted.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void logitsEqualThoseOfTransformers(Path directory) {
        SafetensorsReader expected = SafetensorsReader.open(directory.resolve("expected.safetensors"));
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            for (int i = 0; i < TEXTS; i++) {
                float[] logits = Recorded.floats(Recorded.tensor(expected, "logits." + i));
                assertArrayEquals(
                        logits, Recorded.logits(model, Recorded.ids(expected, "text." + i)), 1e-4f, "text " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void greedyContinuationsAreThoseOfTransformers(Path directory) {
        SafetensorsReader expected = SafetensorsReader.open(directory.resolve("expected.safetensors"));
        List<int[]> prompts = IntStream.range(0, TEXTS)
                .mapToObj(i -> Recorded.ids(expected, "prompt." + i))
                .toList();
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> samples =
                    model.sample(prompts, new SamplingOptions(1, GREEDY, Sampling.at(0)), new float[TEXTS][GREEDY]);
            for (int i = 0; i < TEXTS; i++) {
                assertArrayEquals(
                        Recorded.ids(expected, "greedy." + i), samples.get(i).tokens(), "prompt " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void sampledLogProbsEqualTheLearners(Path directory) {
        List<int[]> prompts =
                List.of(new int[] {5}, new int[] {9, 3, 17, 40, 2, 8, 7, 30, 31, 32, 12}, new int[] {31, 8});
        Random random = new Random(4);
        float[][] uniforms = new float[3 * prompts.size()][30];
        for (float[] row : uniforms) {
            for (int t = 0; t < row.length; t++) {
                row[t] = random.nextFloat();
            }
        }
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> samples = model.sample(prompts, new SamplingOptions(3, 30, Sampling.at(1)), uniforms);
            List<Sequence> sequences = IntStream.range(0, samples.size())
                    .mapToObj(row ->
                            new Sequence(prompts.get(row / 3), samples.get(row).tokens()))
                    .toList();
            List<float[]> scored = model.logProbs(sequences);
            for (int row = 0; row < samples.size(); row++) {
                assertArrayEquals(scored.get(row), samples.get(row).logProbs(), 1e-4f, "row " + row);
            }
        }
    }

    /** Along its own gradient, a weight changes the loss by the gradient's norm. */
    @ParameterizedTest
    @MethodSource("families")
    void everyWeightHasTheGradientOfFiniteDifferences(Path directory) {
        List<Sequence> text = text(directory);
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT)) {
            model.accumulate(text, Likelihood::derivatives);
            for (int i = 0; i < model.weights().size(); i++) {
                NDArray weight = model.weights().get(i);
                float[] gradient = model.gradients().get(i).toFloatArray();
                double norm = Math.sqrt(IntStream.range(0, gradient.length)
                        .mapToDouble(k -> gradient[k] * (double) gradient[k])
                        .sum());
                assertTrue(norm > 1e-3, "weight " + i + " has a gradient of norm " + norm);
                double h = 3e-3;
                double slope = (lossAlong(model, text, weight, gradient, h / norm)
                                - lossAlong(model, text, weight, gradient, -h / norm))
                        / (2 * h);
                assertEquals(norm, slope, 0.03 * norm + 0.02, "weight " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aTrainedModelIsSavedUnderTheSameNames(Path directory, @TempDir Path parent) throws IOException {
        String kept = System.getProperty("agon.families");
        Path saved = (kept == null ? parent : Path.of(kept)).resolve(String.valueOf(directory.getFileName()));
        List<Sequence> text = text(directory);
        List<float[]> trained;
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT)) {
            List<float[]> before = model.logProbs(text);
            model.accumulate(text, Likelihood::derivatives);
            model.step(STEP);
            trained = model.logProbs(text);
            assertTrue(
                    Likelihood.loss(trained) < Likelihood.loss(before),
                    "the loss rises from " + Likelihood.loss(before) + " to " + Likelihood.loss(trained));
            model.save(saved);
        }
        assertEquals(
                ModelDirectory.open(directory).tensors().stream()
                        .map(TensorEntry::name)
                        .toList(),
                ModelDirectory.open(saved).tensors().stream()
                        .map(TensorEntry::name)
                        .toList());
        assertEquals(
                Files.readString(directory.resolve("config.json")).replaceAll("\"b?float(16|32)\"|\\s", ""),
                Files.readString(saved.resolve("config.json"))
                        .replaceAll("\"b?float(16|32)\"|\\s", "")
                        .replace("1.0E-6", "1e-06")
                        .replace("1.0E-5", "1e-05"));
        try (DecoderModel model = DecoderModel.open(saved, "cpu", 1)) {
            List<float[]> reopened = model.logProbs(text);
            for (int i = 0; i < text.size(); i++) {
                assertArrayEquals(trained.get(i), reopened.get(i));
            }
            Recorded.writeLogits(model, saved, text.get(0));
        }
    }

    private static List<Sequence> text(Path directory) {
        SafetensorsReader expected = SafetensorsReader.open(directory.resolve("expected.safetensors"));
        return Stream.of("text.1", "text.0")
                .map(name -> Recorded.ids(expected, name))
                .map(ids -> new Sequence(Arrays.copyOf(ids, 2), Arrays.copyOfRange(ids, 2, ids.length)))
                .toList();
    }

    private static double lossAlong(
            TrainableDecoder model, List<Sequence> text, NDArray weight, float[] direction, double by) {
        float[] kept = weight.toFloatArray();
        float[] moved = kept.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += (float) (by * direction[k]);
        }
        weight.set(moved);
        double loss = Likelihood.loss(model.logProbs(text));
        weight.set(kept);
        return loss;
    }
}
