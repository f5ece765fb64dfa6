package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of the policy's distribution when it is cut off, and that tokens are drawn from that. */
class SamplingTest {
    private static final int SAMPLES = 12;
    private static final int STEPS = 14;
    private static final int[] PROMPT = {9, 3, 17};

    /** {@code sampling.json} was recorded with transformers by {@code src/test/python/record_sampling.py}. */
    @Test
    void theDistributionIsThatOfTransformers(@TempDir Path directory) throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(SamplingTest.class.getResourceAsStream("sampling.json"))
                .path("cases");
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            for (JsonNode one : cases) {
                Sampling sampling = new Sampling(
                        one.path("temperature").asDouble(),
                        one.path("top_k").asInt(),
                        one.path("top_p").asDouble(),
                        one.path("min_p").asDouble(),
                        List.of());
                double[] expected = numbers(one.path("probabilities"));
                double[] actual = distribution(model, numbers(one.path("logits")), sampling);
                for (int token = 0; token < expected.length; token++) {
                    assertEquals(expected[token], actual[token], 1e-6, sampling + ", token " + token);
                }
            }
            assertEquals(62, cases.size());
        }
    }

    static List<Sampling> samplings() {
        return List.of(
                Sampling.at(0),
                Sampling.at(1),
                Sampling.at(0.7),
                new Sampling(1, 3, 1, 0, List.of()),
                new Sampling(1, 0, 0.6, 0, List.of()),
                new Sampling(1, 0, 1, 0.4, List.of()),
                new Sampling(1.4, 20, 0.9, 0.1, List.of()));
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void tokensAreDrawnFromWhatIsLeft(Sampling sampling, @TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            EagerLlama oracle = new EagerLlama(model.config(), model.weights());
            float[][] uniforms = uniforms();
            List<Sample> samples =
                    model.sample(List.of(PROMPT), new SamplingOptions(SAMPLES, STEPS, sampling), uniforms);
            for (int row = 0; row < SAMPLES; row++) {
                int[] tokens = samples.get(row).tokens();
                for (int t = 0; t < tokens.length; t++) {
                    double[] logits = logits(oracle, tokens, t);
                    double[] left = distribution(model, logits, sampling);
                    double below = Arrays.stream(left, 0, tokens[t]).sum();
                    assertTrue(left[tokens[t]] > 0, sampling + " cut token " + tokens[t] + " off");
                    assertTrue(below <= uniforms[row][t] + 1e-5, "the token lies too high");
                    assertTrue(below + left[tokens[t]] >= uniforms[row][t] - 1e-5, "the token lies too low");
                    assertEquals(Math.log(left[tokens[t]]), samples.get(row).samplingLogProbs()[t], 1e-4);
                    assertEquals(
                            Math.log(distribution(model, logits, Sampling.at(1))[tokens[t]]),
                            samples.get(row).logProbs()[t],
                            1e-4);
                }
            }
        }
    }

    private static double[] logits(EagerLlama oracle, int[] tokens, int length) {
        int[] all = IntStream.concat(Arrays.stream(PROMPT), Arrays.stream(tokens, 0, length))
                .toArray();
        float[] logits = oracle.logits(all).get(all.length - 1).toFloatArray();
        return IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
    }

    private static double[] distribution(DecoderModel model, double[] logits, Sampling sampling) {
        try (NDManager local = model.manager().newSubManager()) {
            float[] row = new float[logits.length];
            IntStream.range(0, row.length).forEach(i -> row[i] = (float) logits[i]);
            NDArray options = local.create(
                    new double[] {1, sampling.temperature(), sampling.topK(), sampling.topP(), sampling.minP()});
            float[] left = model.network()
                    .call("distribution", local)
                    .with("logits", local.create(row, new Shape(1, row.length)))
                    .with("options", options)
                    .run()
                    .get(0)
                    .toFloatArray();
            return IntStream.range(0, left.length).mapToDouble(i -> left[i]).toArray();
        }
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** A few are as near to 1 as a float can be. */
    private static float[][] uniforms() {
        Random random = new Random(11);
        float[][] uniforms = new float[SAMPLES][STEPS];
        for (float[] row : uniforms) {
            for (int t = 0; t < STEPS; t++) {
                row[t] = t == 3 ? Math.nextDown(1f) : random.nextFloat();
            }
        }
        return uniforms;
    }
}
