package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Lora;
import dev.agon.policy.Precision;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.ModelDirectory;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed in parts, or twice, is what is computed at once. */
class GradientPassTest {
    private static final List<Sequence> TEXT = List.of(
            new Sequence(new int[] {5, 6}, new int[] {7, 8, 9, 40, 12}),
            new Sequence(new int[] {1}, new int[] {2, 3, 4, 5, 6, 11, 13, 2, 9}),
            new Sequence(new int[] {11, 12, 13}, new int[] {14}),
            new Sequence(new int[] {21}, new int[] {22, 23}));
    private static final ComputeOptions IN_ROWS = new ComputeOptions(Precision.FP32, Checkpointing.NONE, 2_000);
    private static final ComputeOptions LAYERS = ComputeOptions.DEFAULT.with(Checkpointing.LAYERS);
    private static final ComputeOptions LAYERS_IN_ROWS = IN_ROWS.with(Checkpointing.LAYERS);

    /** Log-probabilities and the gradient of a loss of them. */
    private record Found(List<float[]> logProbs, List<float[]> gradients) {}

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen3", "gemma2", "gpt2"})
    void gradientsAreThoseOfOnePass(String family) {
        Found whole = ofAllWeights(family, ComputeOptions.DEFAULT);
        for (ComputeOptions options : List.of(IN_ROWS, LAYERS, LAYERS_IN_ROWS)) {
            assertNear(whole, ofAllWeights(family, options), family + " " + options);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama,q_proj down_proj lm_head,0",
        "llama,q_proj lm_head,0.4",
        "llama,lm_head,0",
        "gpt2,c_attn c_fc,0.4"
    })
    void gradientsOfAdaptersAreThoseOfOnePass(String family, String targets, double dropout) {
        Lora lora = new Lora(3, 4, dropout, List.of(targets.split(" ")), false);
        Found whole = ofAdapter(family, lora, ComputeOptions.DEFAULT);
        for (ComputeOptions options : List.of(IN_ROWS, LAYERS, LAYERS_IN_ROWS)) {
            assertNear(whole, ofAdapter(family, lora, options), family + " " + options);
        }
    }

    @Test
    void scoresInRowsAreThoseOfOnePass() {
        try (DecoderModel whole = DecoderModel.openForScoring(family("llama"), "cpu", 0, ComputeOptions.DEFAULT);
                DecoderModel inRows = DecoderModel.openForScoring(family("llama"), "cpu", 0, IN_ROWS)) {
            assertEach(whole.logProbs(TEXT), inRows.logProbs(TEXT), 1e-6f, "scores");
        }
    }

    /** 2,048 tokens in a vocabulary of 32,000 keep the bits that they had before logits were made in parts. */
    @Test
    void onlyLargeVocabulariesAreComputedInParts() {
        assertTrue(2_048 * 32_000 <= ComputeOptions.DEFAULT.logitsAtOnce());
        assertEquals(Checkpointing.NONE, ComputeOptions.DEFAULT.checkpointing());
    }

    private static Found ofAllWeights(String family, ComputeOptions options) {
        try (TrainableDecoder model = TrainableDecoder.open(family(family), "cpu", 1, options)) {
            return found(model, model::gradients);
        }
    }

    private static Found ofAdapter(String family, Lora lora, ComputeOptions options) {
        Path directory = family(family);
        AdapterBase from = AdapterBase.of(ModelDirectory.open(directory), directory.toString());
        try (DecoderModel base = DecoderModel.openForScoring(directory, "cpu", 1, options);
                TrainableAdapter model =
                        TrainableAdapter.begin(base, from, lora, name -> index -> (index * 37 % 101) / 101f)) {
            for (NDArray parameter : model.parameters()) { // no B is zero, so every A has a gradient
                float[] values = parameter.toFloatArray();
                IntStream.range(0, values.length).forEach(k -> values[k] = (k * 7 % 11 - 5) / 50f);
                parameter.set(values);
            }
            return found(model, model::gradients);
        }
    }

    private static Found found(TrainableModel model, Supplier<List<NDArray>> gradients) {
        List<float[]> seen = new ArrayList<>();
        model.accumulate(List.of(new MicroBatch(TEXT, logProbs -> {
            seen.addAll(logProbs);
            return Likelihood.derivatives(logProbs);
        })));
        return new Found(
                seen, gradients.get().stream().map(NDArray::toFloatArray).toList());
    }

    private static void assertNear(Found expected, Found actual, String what) {
        assertEach(expected.logProbs(), actual.logProbs(), 1e-5f, what + ": log-probabilities");
        for (int i = 0; i < expected.gradients().size(); i++) {
            float[] gradient = expected.gradients().get(i);
            double longest = IntStream.range(0, gradient.length)
                    .mapToDouble(k -> Math.abs(gradient[k]))
                    .max()
                    .orElseThrow();
            assertTrue(longest > 0, what + ": weight " + i + " has no gradient");
            assertArrayEquals(
                    gradient, actual.gradients().get(i), (float) (1e-5 * longest), what + ": gradient of weight " + i);
        }
    }

    private static void assertEach(List<float[]> expected, List<float[]> actual, float within, String what) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), within, what);
        }
    }

    private static Path family(String name) {
        URL url = Objects.requireNonNull(GradientPassTest.class.getResource("families/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
