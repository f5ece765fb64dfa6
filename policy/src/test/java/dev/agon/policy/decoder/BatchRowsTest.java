package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Precision;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.files.ModelDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Units of which only some rows decode together: the same answers within rounding, in the same order, in less memory.
 */
class BatchRowsTest {
    private static final int SAMPLES = 3;
    private static final int STEPS = 24;
    private static final List<int[]> PROMPTS = prompts(7, 1, 11, 4, 4, 13, 2, 6, 1, 9);
    private static final int ALL = PROMPTS.size() * SAMPLES;
    private static final float[][] UNIFORMS = uniforms();
    /** What another size of the batch makes of a log-probability of these sharp random networks: up to 2.6e-5. */
    private static final float ROUNDING = 5e-5f;
    /** Below a prompt's answers, no multiple of them, most of the unit. */
    private static final int[] LIMITS = {1, 4 * SAMPLES + 1, ALL - SAMPLES};

    /** So many of the tokens end an answer that rows leave at almost every step, the first as well as the last. */
    private static final List<Integer> ENDS =
            IntStream.range(0, 4).map(i -> 5 + 11 * i).boxed().toList();

    private static final List<Sampling> SAMPLINGS =
            List.of(Sampling.at(0), Sampling.at(1), new Sampling(1.4, 20, 0.9, 0.1, List.of()));

    static Stream<Path> families() throws IOException, URISyntaxException {
        return FamiliesTest.families();
    }

    @ParameterizedTest
    @MethodSource("families")
    void answersAreThoseOfTheWholeUnitAtOnce(Path directory) {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            for (Sampling sampling : SAMPLINGS) {
                List<Sample> whole = sample(model, 0, sampling);
                for (int limit : LIMITS) {
                    assertSame(
                            whole, sample(model, limit, sampling), ROUNDING, directory + " " + sampling + " " + limit);
                }
            }
        }
    }

    /** So the difference above is that of batches, and next prompts add none. */
    @ParameterizedTest
    @MethodSource("families")
    void onePromptAfterTheOtherIsEachAlone(Path directory) {
        SamplingOptions alone = new SamplingOptions(SAMPLES, STEPS, Sampling.at(1));
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1);
                NDManager local = model.manager().newSubManager()) {
            List<Sample> each = new ArrayList<>();
            for (int p = 0; p < PROMPTS.size(); p++) {
                float[][] own = Arrays.copyOfRange(UNIFORMS, p * SAMPLES, (p + 1) * SAMPLES);
                each.addAll(sampler(model).sample(model.effective(local), List.of(PROMPTS.get(p)), alone, own, local));
            }
            assertSame(each, sample(model, SAMPLES, Sampling.at(1)), 1e-5f, directory.toString());
        }
    }

    private static void assertSame(List<Sample> expected, List<Sample> actual, float rounding, String where) {
        assertEquals(expected.size(), actual.size(), where);
        for (int row = 0; row < expected.size(); row++) {
            String what = where + ", row " + row;
            Sample sample = actual.get(row);
            assertArrayEquals(expected.get(row).tokens(), sample.tokens(), what);
            assertArrayEquals(expected.get(row).logProbs(), sample.logProbs(), rounding, what);
            assertArrayEquals(expected.get(row).samplingLogProbs(), sample.samplingLogProbs(), rounding, what);
            assertEquals(expected.get(row).ended(), sample.ended(), what);
        }
    }

    @Test
    void theUnitsAnswersEndAtManyLengths(@TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            List<Integer> lengths = sample(model, 0, Sampling.at(1)).stream()
                    .map(sample -> sample.tokens().length)
                    .distinct()
                    .sorted()
                    .toList();
            assertTrue(lengths.size() >= 8 && lengths.contains(STEPS), lengths.toString());
        }
    }

    @Test
    void aUnitThatFitsIsTakenAtOnceToTheBit(@TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            assertBitsEqual(sample(model, 0, Sampling.at(1)), sample(model, ALL, Sampling.at(1)));
        }
    }

    @Test
    void theSameUnitHasTheSameBitsWhateverRanBefore(@TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1);
                DecoderModel other = DecoderModel.open(directory, "cpu", 1)) {
            List<Sample> first = sample(model, 2 * SAMPLES, Sampling.at(1));
            sample(model, SAMPLES, Sampling.at(0));
            assertBitsEqual(first, sample(model, 2 * SAMPLES, Sampling.at(1)));
            assertBitsEqual(first, sample(other, 2 * SAMPLES, Sampling.at(1)));
        }
    }

    private static void assertBitsEqual(List<Sample> expected, List<Sample> actual) {
        for (int row = 0; row < ALL; row++) {
            assertArrayEquals(expected.get(row).tokens(), actual.get(row).tokens());
            assertArrayEquals(expected.get(row).logProbs(), actual.get(row).logProbs(), 0);
        }
    }

    @Test
    void noMoreRowsThanTheLimitDecodeTogether(@TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            for (int limit : LIMITS) {
                int whole = Math.max(1, limit / SAMPLES) * SAMPLES;
                assertEquals(whole, work(model, limit)[0], "limit " + limit);
            }
            assertEquals(ALL, work(model, 0)[0]);
            assertEquals(ALL, work(model, 10 * ALL)[0]);
        }
    }

    /** A row is computed once for each of its tokens but the first, and idles while less than a quarter has ended. */
    @Test
    void fewRowsDecodeInVain(@TempDir Path directory) {
        TinyModel.write(directory, true);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            long tokens = sample(model, 0, Sampling.at(1)).stream()
                    .mapToLong(sample -> sample.tokens().length)
                    .sum();
            long decoded = work(model, 4 * SAMPLES)[1];
            assertTrue(decoded >= tokens - ALL, decoded + " rows for " + tokens + " tokens");
            assertTrue(decoded <= 4.0 / 3 * (tokens - ALL) + ALL, decoded + " rows for " + tokens + " tokens");
        }
    }

    @Test
    void logProbsEqualTheLearnersInBf16(@TempDir Path directory) {
        TinyModel.write(directory, true);
        ComputeOptions halves = ComputeOptions.DEFAULT.with(Precision.BF16);
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1, halves)) {
            List<Sample> samples = sample(model, 2 * SAMPLES, Sampling.at(1));
            List<Sequence> sequences = IntStream.range(0, ALL)
                    .mapToObj(row -> new Sequence(
                            PROMPTS.get(row / SAMPLES), samples.get(row).tokens()))
                    .toList();
            List<float[]> scored = model.logProbs(sequences);
            for (int row = 0; row < ALL; row++) {
                assertArrayEquals(scored.get(row), samples.get(row).logProbs(), 1e-2f, "row " + row);
            }
        }
    }

    @Test
    void aPromptsAnswersEnterTogether() {
        SamplingOptions options = new SamplingOptions(8, 4, 20, Sampling.at(1));
        assertEquals(16, options.rows(5));
        assertEquals(8, options.rows(1));
        assertEquals(8, new SamplingOptions(8, 4, 3, Sampling.at(1)).rows(5));
        assertEquals(40, new SamplingOptions(8, 4, 0, Sampling.at(1)).rows(5));
        assertEquals(40, new SamplingOptions(8, 4, 41, Sampling.at(1)).rows(5));
    }

    /**
     * By hand, for 2 layers, width 24, 4 heads of 8, 2 of keys and values, 270 ids: with 512 rows of 8 + 64 tokens 3 x
     * 2 x 512 x 16 x 72 numbers and 5 x 512 x 270 to draw; with 64 of them columns for 17 tokens more, 3 x 2 x 64 x 16
     * x 89 numbers, and 5 x 64 x 270.
     */
    @Test
    void thePlanOfMemoryKnowsHowManyDecodeTogether(@TempDir Path directory) {
        TinyModel.write(directory, true);
        Footprint footprint = new Footprint(ModelDirectory.open(directory).config(), ComputeOptions.DEFAULT);
        long whole = footprint.sampling(64, 8, new SamplingOptions(8, 64, Sampling.at(1)));
        long few = footprint.sampling(64, 8, new SamplingOptions(8, 64, 64, Sampling.at(1)));
        assertEquals(4 * (3_538_944 + 691_200 - 546_816 - 86_400), whole - few);
        assertEquals(whole, footprint.sampling(64, 8, new SamplingOptions(8, 64, 512, Sampling.at(1))));
    }

    private static List<Sample> sample(DecoderModel model, int limit, Sampling sampling) {
        SamplingOptions options = new SamplingOptions(SAMPLES, STEPS, limit, sampling);
        try (NDManager local = model.manager().newSubManager()) {
            return sampler(model).sample(model.effective(local), PROMPTS, options, UNIFORMS, local);
        }
    }

    /** The largest batch, and the rows of all steps. */
    private static long[] work(DecoderModel model, int limit) {
        SamplingOptions options = new SamplingOptions(SAMPLES, STEPS, limit, Sampling.at(1));
        try (NDManager local = model.manager().newSubManager()) {
            NDList found = sampler(model).run(model.effective(local), PROMPTS, options, UNIFORMS, local);
            return found.get(4).toLongArray();
        }
    }

    private static Sampler sampler(DecoderModel model) {
        return new Sampler(model.network(), model.tokenizer(), ENDS);
    }

    private static List<int[]> prompts(int... lengths) {
        Random random = new Random(5);
        return IntStream.of(lengths)
                .mapToObj(length -> random.ints(length, 1, 60).toArray())
                .toList();
    }

    private static float[][] uniforms() {
        Random random = new Random(4);
        float[][] uniforms = new float[ALL][STEPS];
        for (float[] row : uniforms) {
            for (int t = 0; t < STEPS; t++) {
                row[t] = random.nextFloat();
            }
        }
        return uniforms;
    }
}
