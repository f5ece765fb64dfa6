package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderModelTest {
    private static final List<int[]> PROMPTS = List.of(new int[] {5}, new int[] {9, 3, 17, 40, 2}, new int[] {31, 8});
    private static final int SAMPLES = 5;
    private static final int STEPS = 14;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeModel() {
        TinyModel.write(directory, true);
    }

    @Test
    void scoresEqualTheEagerNetwork() {
        scoresEqualTheEagerNetworkIn(directory);
    }

    @Test
    void scoresEqualTheEagerNetworkWithOwnOutputWeights(@TempDir Path untied) {
        TinyModel.write(untied, false);
        scoresEqualTheEagerNetworkIn(untied);
    }

    private static void scoresEqualTheEagerNetworkIn(Path directory) {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            EagerLlama oracle = new EagerLlama(model.config(), model.weights());
            List<Sequence> sequences = List.of(
                    new Sequence(new int[] {5}, new int[] {7, 9, 1}),
                    new Sequence(new int[] {5, 6, 7, 8, 9, 10, 11}, new int[] {12}),
                    new Sequence(new int[] {1, 2}, new int[] {3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
            List<float[]> scores = model.logProbs(sequences);
            for (int i = 0; i < sequences.size(); i++) {
                Sequence sequence = sequences.get(i);
                float[] expected = oracle.logProbs(tokens(sequence), sequence.promptLength(), 1);
                assertArrayEquals(expected, scores.get(i), 1e-4f, "sequence " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 1.7})
    void sampledLogProbsEqualTheLearnersAtEveryTemperatureAndWithPadding(double temperature) {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> samples = sample(model, temperature);
            List<Sequence> sequences = new ArrayList<>();
            for (int row = 0; row < samples.size(); row++) {
                sequences.add(new Sequence(
                        PROMPTS.get(row / SAMPLES), samples.get(row).tokens()));
            }
            List<float[]> scored = model.logProbs(sequences);
            for (int row = 0; row < samples.size(); row++) {
                assertArrayEquals(scored.get(row), samples.get(row).logProbs(), 1e-4f, "row " + row);
            }
            assertTrue(samples.stream().anyMatch(Sample::ended) || temperature < 1, "some sample ends early");
        }
    }

    @Test
    void everySampledTokenInvertsTheDistributionFunctionOfTheEagerNetwork() {
        double temperature = 0.8;
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            EagerLlama oracle = new EagerLlama(model.config(), model.weights());
            List<Sample> samples = sample(model, temperature);
            float[][] uniforms = uniforms();
            for (int row = 0; row < samples.size(); row++) {
                int[] prompt = PROMPTS.get(row / SAMPLES);
                int[] answer = samples.get(row).tokens();
                int[] all = concat(prompt, answer);
                for (int t = 0; t < answer.length; t++) {
                    float[] logits = oracle.logits(Arrays.copyOf(all, prompt.length + t))
                            .get(prompt.length + t - 1)
                            .toFloatArray();
                    assertBrackets(logits, temperature, uniforms[row][t], answer[t]);
                }
            }
        }
    }

    /** The distribution function up to {@code token} brackets {@code uniform}, within rounding. */
    private static void assertBrackets(float[] logits, double temperature, float uniform, int token) {
        double total = 0;
        double below = 0;
        for (int id = 0; id < logits.length; id++) {
            double weight = Math.exp(logits[id] / temperature);
            total += weight;
            below += id < token ? weight : 0;
        }
        double upTo = below + Math.exp(logits[token] / temperature);
        assertTrue(below / total <= uniform + 1e-5, "token " + token + " lies too high");
        assertTrue(upTo / total >= uniform - 1e-5, "token " + token + " lies too low");
    }

    @Test
    void temperatureZeroTakesTheMostLikelyToken() {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            EagerLlama oracle = new EagerLlama(model.config(), model.weights());
            int[] prompt = {9, 3, 17};
            Sample sample = model.sample(List.of(prompt), new SamplingOptions(1, 6, Sampling.at(0)), new float[1][6])
                    .get(0);
            int[] all = prompt;
            for (int token : sample.tokens()) {
                float[] logits = oracle.logits(all).get(all.length - 1).toFloatArray();
                for (float logit : logits) {
                    assertTrue(logits[token] >= logit - 1e-5);
                }
                all = concat(all, new int[] {token});
            }
        }
    }

    @Test
    void sameUniformsGiveSameTokensBitForBit() {
        try (DecoderModel first = DecoderModel.open(directory, "cpu", 1);
                DecoderModel second = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> a = sample(first, 1);
            List<Sample> b = sample(second, 1);
            for (int row = 0; row < a.size(); row++) {
                assertArrayEquals(a.get(row).tokens(), b.get(row).tokens());
                assertArrayEquals(a.get(row).logProbs(), b.get(row).logProbs());
            }
        }
    }

    /** With more end tokens the same uniforms give the same answers, cut off behind the first end token of any kind. */
    @Test
    void eachOfSeveralEndTokensEndsAnAnswer() throws IOException {
        List<Sample> whole;
        int first;
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            whole = sample(model, 1);
            first = model.config().endToken();
        }
        int other = whole.get(0).tokens()[1]; // one that is known to occur
        Path config = directory.resolve("config.json");
        String ends = "\"eos_token_id\" : [" + first + ", " + other + "]";
        Files.writeString(config, Files.readString(config).replaceFirst("\"eos_token_id\" *: *" + first, ends));
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> cut = sample(model, 1);
            for (int row = 0; row < whole.size(); row++) {
                int[] tokens = whole.get(row).tokens();
                int length = 0;
                while (length < tokens.length && (length == 0 || !isOneOf(tokens[length - 1], first, other))) {
                    length++;
                }
                assertArrayEquals(Arrays.copyOf(tokens, length), cut.get(row).tokens());
                assertEquals(
                        isOneOf(tokens[length - 1], first, other), cut.get(row).ended());
            }
            assertTrue(cut.get(0).ended());
        }
    }

    private static boolean isOneOf(int token, int one, int other) {
        return token == one || token == other;
    }

    @Test
    void aSequenceLongerThanTheContextIsRefused() {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            int context = model.config().contextLength();
            Sequence tooLong = new Sequence(new int[] {1}, new int[context]);
            assertThrows(IllegalArgumentException.class, () -> model.logProbs(List.of(tooLong)));
        }
    }

    @Test
    void lanesChangeNoScore() {
        List<Sequence> sequences = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) { // several scoring passes
            int[] tokens = new int[2 + random.nextInt(20)];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = random.nextInt(TinyModel.VOCABULARY);
            }
            sequences.add(new Sequence(new int[] {1}, tokens));
        }
        try (DecoderModel alone = DecoderModel.open(directory, "cpu", 1);
                DecoderModel two = DecoderModel.openForScoring(directory, "cpu", 2, ComputeOptions.DEFAULT);
                DecoderModel three = DecoderModel.openForScoring(directory, "cpu", 3, ComputeOptions.DEFAULT)) {
            List<float[]> expected = alone.logProbs(sequences);
            for (DecoderModel model : List.of(two, three)) {
                List<float[]> scores = model.logProbs(sequences);
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(expected.get(i), scores.get(i), 0, "sequence " + i);
                }
            }
        }
    }

    @Test
    void anEmptyListHasNoScores() {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            assertEquals(0, model.logProbs(List.of()).size());
        }
    }

    private static List<Sample> sample(DecoderModel model, double temperature) {
        return model.sample(PROMPTS, new SamplingOptions(SAMPLES, STEPS, Sampling.at(temperature)), uniforms());
    }

    private static float[][] uniforms() {
        Random random = new Random(4);
        float[][] uniforms = new float[PROMPTS.size() * SAMPLES][STEPS];
        for (float[] row : uniforms) {
            for (int t = 0; t < STEPS; t++) {
                row[t] = random.nextFloat();
            }
        }
        return uniforms;
    }

    private static int[] tokens(Sequence sequence) {
        int[] tokens = new int[sequence.length()];
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = sequence.token(t);
        }
        return tokens;
    }

    private static int[] concat(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
