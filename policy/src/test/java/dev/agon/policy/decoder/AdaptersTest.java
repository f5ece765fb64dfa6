package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelException;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.SafetensorsReader;
import dev.agon.policy.files.TensorEntry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adapters against PEFT: those under {@code adapters/}, recorded by {@code src/test/python/record_adapters.py}. With
 * {@code -Dagon.adapters=DIR} the adapters that are trained here stay in DIR, for {@code check_adapters.py}.
 */
class AdaptersTest {
    private static final StepOptions STEP = new StepOptions(1e-2, 0.1, 0.9, 0.99, 1e-8, 1.0);
    private static final List<Sequence> TEXT = List.of(
            new Sequence(new int[] {5, 6}, new int[] {7, 8, 9, 40, 12}),
            new Sequence(new int[] {1}, new int[] {2, 3, 4, 5, 6}),
            new Sequence(new int[] {11, 12, 13}, new int[] {14}),
            new Sequence(new int[] {21}, new int[] {22, 23}));

    @TempDir
    private Path place;

    @ParameterizedTest
    @CsvSource({"plain,llama", "stabilized,llama", "pattern,qwen3", "transposed,gpt2"})
    void logitsEqualThoseOfPeftAppliedOnTheFlyAndMerged(String name, String family) {
        Path directory = resource("adapters/" + name);
        AdapterBase base = base(family);
        SafetensorsReader expected = SafetensorsReader.open(directory.resolve("expected.safetensors"));
        float[] logits = Recorded.floats(Recorded.tensor(expected, "logits"));
        int[] text = Recorded.ids(expected, "text");
        try (DecoderModel model = DecoderModel.open(directory, base, "cpu", 1, ComputeOptions.DEFAULT)) {
            assertArrayEquals(logits, Recorded.logits(model, text), 1e-4f);
        }
        Merge.write(AdapterDirectory.open(directory, base), place.resolve("merged"));
        assertFalse(AdapterDirectory.isIn(place.resolve("merged")));
        try (DecoderModel model = DecoderModel.open(place.resolve("merged"), "cpu", 1)) {
            assertArrayEquals(logits, Recorded.logits(model, text), 1e-4f);
        }
    }

    @ParameterizedTest
    @CsvSource({"llama,q_proj v_proj down_proj", "gpt2,c_attn c_fc", "mistral,lm_head o_proj"})
    void gradientsAreThoseOfFiniteDifferences(String family, String targets) {
        try (DecoderModel base = scoring(family, 1);
                TrainableAdapter model = begin(base, family, lora(targets))) {
            train(model, 2); // A has no gradient as long as B is zero
            model.accumulate(TEXT, Likelihood::derivatives);
            for (int i = 0; i < model.parameters().size(); i++) {
                NDArray parameter = model.parameters().get(i);
                float[] gradient = model.gradients().get(i).toFloatArray();
                double norm = norm(gradient);
                assertTrue(norm > 1e-3, "parameter " + i + " has a gradient of norm " + norm);
                double h = 3e-3;
                double slope =
                        (lossAlong(model, parameter, gradient, h / norm, one -> Likelihood.loss(one.logProbs(TEXT)))
                                        - lossAlong(
                                                model,
                                                parameter,
                                                gradient,
                                                -h / norm,
                                                one -> Likelihood.loss(one.logProbs(TEXT))))
                                / (2 * h);
                assertEquals(norm, slope, 0.03 * norm + 0.02, "parameter " + i);
            }
        }
    }

    @Test
    void theReferenceDoesNotMoveWhileTheAdapterLearns() {
        try (DecoderModel base = scoring("llama", 2)) {
            List<float[]> before = base.logProbs(TEXT);
            try (TrainableAdapter model = begin(base, "llama", lora("q_proj v_proj"))) {
                assertSame(before, model.logProbs(TEXT), "an adapter that has not learned is the base");
                double loss = Likelihood.loss(model.logProbs(TEXT));
                train(model, 10);
                assertTrue(Likelihood.loss(model.logProbs(TEXT)) < 0.8 * loss, "it learns");
                assertSame(before, base.logProbs(TEXT), "the base beside it");
            }
            assertSame(before, base.logProbs(TEXT), "the base after it");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4})
    void aSavedAdapterContinuesBitForBitAndIsSmall(double dropout) throws IOException {
        Lora lora = new Lora(3, 4, dropout, List.of("q_proj", "v_proj"), false);
        Path saved = Files.createDirectory(place.resolve("saved"));
        try (DecoderModel base = scoring("llama", 2)) {
            List<float[]> unbroken;
            try (TrainableAdapter model = begin(base, "llama", lora)) {
                train(model, 2);
                model.save(saved);
                train(model, 2);
                unbroken = model.logProbs(TEXT);
            }
            try (TrainableAdapter model =
                    TrainableAdapter.resume(base, base("llama"), lora, AdaptersTest::draws, saved)) {
                train(model, 2);
                assertSame(unbroken, model.logProbs(TEXT), "resumed");
            }
            Lora other = new Lora(3, 5, 0, lora.targetModules(), true);
            ModelException fault = assertThrows(
                    ModelException.class,
                    () -> TrainableAdapter.resume(base, base("llama"), other, AdaptersTest::draws, saved));
            assertTrue(String.valueOf(fault.getMessage()).contains("rank=3, alpha=5.0"), fault.toString());
        }
        assertFalse(Files.exists(saved.resolve("model.safetensors")));
        long trained = 3 * 3 * (24 + 24 + 24 + 12);
        assertEquals(trained, elements(saved.resolve("adapter_model.safetensors")));
        assertEquals(2 * trained + 12, elements(saved.resolve("optimizer.safetensors")));
    }

    @ParameterizedTest
    @CsvSource({"llama,q_proj v_proj down_proj lm_head", "gpt2,c_attn c_proj"})
    void dropoutThatLeavesNothingOutIsTheMergedNetwork(String family, String targets) {
        Lora lora = new Lora(3, 4, 1e-9, List.of(targets.split(" ")), true);
        try (DecoderModel base = scoring(family, 1);
                TrainableAdapter model = begin(base, family, lora)) {
            train(model, 3);
            List<List<float[]>> seen = inTraining(model, List.of(TEXT));
            List<float[]> merged = model.logProbs(TEXT);
            for (int i = 0; i < TEXT.size(); i++) {
                assertArrayEquals(merged.get(i), seen.get(0).get(i), 1e-4f);
            }
        }
    }

    /** To first order in the adapter, the mean over what may be left out is the adapter without dropout. */
    @Test
    void dropoutLeavesOutItsShareAndIsMadeUpFor() {
        Lora lora = new Lora(3, 4e-3, 0.5, List.of("q_proj", "v_proj", "down_proj"), false);
        try (DecoderModel base = scoring("llama", 1);
                TrainableAdapter model = begin(base, "llama", lora)) {
            model.parameters().forEach(parameter -> parameter.set(halves(parameter)));
            List<Sequence> text = List.of(TEXT.get(0));
            List<List<float[]>> seen = inTraining(model, Collections.nCopies(400, text));
            double without =
                    model.logProbs(text).get(0)[0] - base.logProbs(text).get(0)[0];
            double[] changes = seen.stream()
                    .mapToDouble(one -> one.get(0)[0] - base.logProbs(text).get(0)[0])
                    .toArray();
            double mean = Arrays.stream(changes).average().orElseThrow();
            double variance = Arrays.stream(changes)
                    .map(change -> (change - mean) * (change - mean))
                    .average()
                    .orElseThrow();
            assertTrue(variance > 0.01 * without * without, "nothing is left out");
            assertEquals(without, mean, 4 * Math.sqrt(variance / changes.length) + 0.01 * Math.abs(without));
            assertEquals(
                    seen.get(7).get(0)[0],
                    inTraining(model, Collections.nCopies(8, text)).get(7).get(0)[0]);
            model.step(STEP);
            assertNotEquals(
                    seen.get(7).get(0)[0],
                    inTraining(model, Collections.nCopies(8, text)).get(7).get(0)[0]);
        }
    }

    @Test
    void gradientsUnderDropoutAreThoseOfFiniteDifferences() {
        Lora lora = new Lora(2, 4, 0.3, List.of("q_proj", "o_proj", "lm_head"), false);
        try (DecoderModel base = scoring("llama", 1);
                TrainableAdapter model = begin(base, "llama", lora)) {
            train(model, 2);
            model.accumulate(TEXT, Likelihood::derivatives);
            for (int i = 0; i < model.parameters().size(); i++) {
                NDArray parameter = model.parameters().get(i);
                float[] gradient = model.gradients().get(i).toFloatArray();
                double norm = norm(gradient);
                double h = 3e-3;
                double slope = (lossAlong(model, parameter, gradient, h / norm, this::lossInTraining)
                                - lossAlong(model, parameter, gradient, -h / norm, this::lossInTraining))
                        / (2 * h);
                assertEquals(norm, slope, 0.03 * norm + 0.02, "parameter " + i);
            }
        }
    }

    private double lossInTraining(TrainableAdapter model) {
        return Likelihood.loss(inTraining(model, List.of(TEXT)).get(0));
    }

    /** The log-probabilities that a loss sees, part by part; adds no gradient. */
    private static List<List<float[]>> inTraining(TrainableAdapter model, List<List<Sequence>> parts) {
        List<List<float[]>> seen = new ArrayList<>();
        model.accumulate(parts.stream()
                .map(part -> new MicroBatch(part, logProbs -> {
                    seen.add(logProbs);
                    return logProbs.stream().map(row -> new float[row.length]).toList();
                }))
                .toList());
        return seen;
    }

    private static float[] halves(NDArray parameter) {
        float[] values = parameter.toFloatArray();
        for (int k = 0; k < values.length; k++) {
            values[k] = (k * 7 % 5 - 2) / 2f;
        }
        return values;
    }

    private static double norm(float[] gradient) {
        return Math.sqrt(IntStream.range(0, gradient.length)
                .mapToDouble(k -> gradient[k] * (double) gradient[k])
                .sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anOpenedAdapterIsTheOneThatWasTrained(int lanes) throws IOException {
        Path saved = Files.createDirectory(place.resolve("saved"));
        List<float[]> trained;
        try (DecoderModel base = scoring("llama", lanes);
                TrainableAdapter model = begin(base, "llama", lora("q_proj k_proj v_proj o_proj"))) {
            train(model, 3);
            trained = model.logProbs(TEXT);
            model.save(saved);
            float[][] uniforms = new float[1][20];
            Arrays.fill(uniforms[0], 0.4f);
            List<Sample> samples =
                    model.sample(List.of(new int[] {4, 9}), new SamplingOptions(1, 20, Sampling.at(1)), uniforms);
            try (DecoderModel opened = DecoderModel.open(saved, "cpu", 1)) {
                assertSame(trained, opened.logProbs(TEXT), "opened");
                assertArrayEquals(
                        samples.get(0).tokens(),
                        opened.sample(List.of(new int[] {4, 9}), new SamplingOptions(1, 20, Sampling.at(1)), uniforms)
                                .get(0)
                                .tokens());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama,q_proj v_proj,false",
        "llama,gate_proj up_proj down_proj lm_head,true",
        "gemma3,k_proj o_proj,false",
        "gpt2,c_attn c_proj,true"
    })
    void aTrainedAdapterIsLeftForPeft(String family, String targets, boolean stabilized) throws IOException {
        String kept = System.getProperty("agon.adapters");
        Path saved = Files.createDirectories(
                (kept == null ? place : Path.of(kept)).resolve(family + "-" + targets.replace(' ', '-')));
        Lora lora = new Lora(3, 4.5, 0, List.of(targets.split(" ")), stabilized);
        try (DecoderModel base = scoring(family, 1);
                TrainableAdapter model = begin(base, family, lora)) {
            train(model, 3);
            model.save(saved);
        }
        AdapterDirectory adapter = AdapterDirectory.open(saved);
        assertEquals(lora, adapter.lora());
        try (DecoderModel model = DecoderModel.open(saved, "cpu", 1)) {
            Recorded.writeLogits(model, saved, TEXT.get(0));
        }
    }

    private static Lora lora(String targets) {
        return new Lora(3, 4, 0, List.of(targets.split(" ")), false);
    }

    private static TrainableAdapter begin(DecoderModel base, String family, Lora lora) {
        return TrainableAdapter.begin(base, base(family), lora, AdaptersTest::draws);
    }

    private static Lora.Draws draws(String tensor) {
        return index -> {
            long mixed = (tensor.hashCode() * 31L + index) * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
            return (mixed >>> 40) * 0x1.0p-24f;
        };
    }

    private static DecoderModel scoring(String family, int lanes) {
        return DecoderModel.openForScoring(resource("families/" + family), "cpu", lanes, ComputeOptions.DEFAULT);
    }

    private static AdapterBase base(String family) {
        Path directory = resource("families/" + family);
        return AdapterBase.of(ModelDirectory.open(directory), directory.toString());
    }

    private static Path resource(String name) {
        URL url = Objects.requireNonNull(AdaptersTest.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void train(TrainableAdapter model, int steps) {
        for (int step = 0; step < steps; step++) {
            model.accumulate(TEXT.stream()
                    .map(text -> new MicroBatch(List.of(text), Likelihood::derivatives))
                    .toList());
            model.step(STEP);
        }
    }

    private static long elements(Path file) {
        return SafetensorsReader.open(file).tensors().stream()
                .mapToLong(TensorEntry::elements)
                .sum();
    }

    private static void assertSame(List<float[]> expected, List<float[]> actual, String what) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), what);
        }
    }

    private static double lossAlong(
            TrainableAdapter model,
            NDArray parameter,
            float[] direction,
            double by,
            ToDoubleFunction<TrainableAdapter> loss) {
        float[] kept = parameter.toFloatArray();
        float[] moved = kept.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += (float) (by * direction[k]);
        }
        parameter.set(moved);
        double moving = loss.applyAsDouble(model);
        parameter.set(kept);
        return moving;
    }
}
