package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Precision;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.SafetensorsReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** bf16 against fp32. A number of 8 significant bits is off by 2^-9 of itself at most. */
class PrecisionTest {
    private static final ComputeOptions BF16 = ComputeOptions.DEFAULT.with(Precision.BF16);
    private static final StepOptions STEP = new StepOptions(1e-2, 0.1, 0.9, 0.99, 1e-8, 1.0);
    private static final double ROUNDING = 0x1p-9;
    private static final List<Sequence> TEXT = List.of(
            new Sequence(new int[] {5, 6}, new int[] {7, 8, 9, 40, 12}),
            new Sequence(new int[] {1}, new int[] {2, 3, 4, 5, 6}));

    /**
     * Products of two rounded factors are off by 2^-8 of themselves; logits are sums of such over the layers, so they
     * are off by less than a few such parts of the largest.
     */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gemma2", "gpt2"})
    void logitsAreWithinTheRoundingOfBf16(String family) {
        int[] ids = {5, 6, 7, 8, 9, 40, 12};
        float[] exact;
        try (DecoderModel model = DecoderModel.open(family(family), "cpu", 1)) {
            exact = Recorded.logits(model, ids);
        }
        try (DecoderModel model = DecoderModel.open(family(family), "cpu", 1, BF16)) {
            float[] rounded = Recorded.logits(model, ids);
            double largest = 0;
            double off = 0;
            for (int i = 0; i < exact.length; i++) {
                largest = Math.max(largest, Math.abs(exact[i]));
                off = Math.max(off, Math.abs(exact[i] - rounded[i]));
            }
            assertTrue(off > 0, "nothing was rounded");
            assertTrue(off < 16 * ROUNDING * largest, "off by " + off + " of " + largest);
        }
    }

    @Test
    void samplerAndLearnerRoundAlike() {
        List<int[]> prompts = List.of(new int[] {4, 9}, new int[] {7});
        float[][] uniforms = new float[6][12];
        for (int row = 0; row < uniforms.length; row++) {
            Arrays.fill(uniforms[row], (row + 0.5f) / uniforms.length);
        }
        try (DecoderModel sampler = DecoderModel.open(family("llama"), "cpu", 1, BF16);
                TrainableDecoder learner = TrainableDecoder.open(family("llama"), "cpu", 1, BF16)) {
            List<Sample> samples = sampler.sample(prompts, new SamplingOptions(3, 12, Sampling.at(1)), uniforms);
            List<Sequence> answers = new ArrayList<>();
            for (int row = 0; row < samples.size(); row++) {
                answers.add(new Sequence(prompts.get(row / 3), samples.get(row).tokens()));
            }
            List<float[]> scored = learner.logProbs(answers);
            for (int row = 0; row < samples.size(); row++) {
                assertArrayEquals(scored.get(row), samples.get(row).logProbs(), 0.02f, "row " + row);
            }
        }
    }

    @Test
    void aSmallRunLearnsAlike(@TempDir Path parent) {
        double exact = lossAfter(30, ComputeOptions.DEFAULT, parent.resolve("fp32"));
        for (ComputeOptions options : List.of(BF16, BF16.with(Checkpointing.LAYERS))) {
            double rounded = lossAfter(
                    30, options, parent.resolve(options.checkpointing().name()));
            assertEquals(exact, rounded, 0.05 * exact + 0.05, options.toString());
        }
    }

    private static double lossAfter(int steps, ComputeOptions options, Path saved) {
        try (TrainableDecoder model = TrainableDecoder.open(family("llama"), "cpu", 1, options)) {
            double before = Likelihood.loss(model.logProbs(TEXT));
            for (int step = 0; step < steps; step++) {
                model.accumulate(List.of(new MicroBatch(TEXT, Likelihood::derivatives)));
                model.step(STEP);
            }
            model.save(saved);
            assertMastersAreSaved(model, saved);
            double after = Likelihood.loss(model.logProbs(TEXT));
            assertTrue(after < before / 2, options + ": from " + before + " to " + after);
            return after;
        }
    }

    /** What is saved are the fp32 weights and not what is computed with. */
    private static void assertMastersAreSaved(TrainableDecoder model, Path saved) {
        SafetensorsReader file = SafetensorsReader.open(saved.resolve("model.safetensors"));
        for (int i = 0; i < model.weights().size(); i++) {
            NDArray weight = model.weights().get(i);
            assertArrayEquals(
                    weight.toFloatArray(), Recorded.floats(file.tensors().get(i)));
        }
    }

    private static Path family(String name) {
        URL url = Objects.requireNonNull(PrecisionTest.class.getResource("families/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
