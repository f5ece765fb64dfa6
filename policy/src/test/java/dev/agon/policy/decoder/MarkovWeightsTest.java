package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.WordVocabulary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkovWeightsTest {
    private static final WordVocabulary WORDS = new WordVocabulary(List.of("rain", "sun", "today:"));
    private static final int TODAY = 2;

    @TempDir
    private Path directory;

    private static ModelConfig config(int width, boolean tied) {
        return ModelConfig.llama(WORDS.size(), width, 24, 2, 2, 2, 8, 1e-5, 10_000, 8, tied, -1, WORDS.endToken());
    }

    /** After "today:" rain with .3; after rain rain with .9; after sun rain with .2. */
    private static double[][] weather() {
        double[][] logP = new double[WORDS.size()][WORDS.size()];
        Arrays.stream(logP).forEach(row -> Arrays.fill(row, Double.NEGATIVE_INFINITY));
        double[] rain = {.9, .2, .3};
        for (int word = 0; word < rain.length; word++) {
            logP[word][0] = Math.log(rain[word]);
            logP[word][1] = Math.log(1 - rain[word]);
        }
        return logP;
    }

    @BeforeEach
    void write() {
        ModelConfig config = config(12, false);
        new ModelDirectoryWriter(config, WORDS.files())
                .write(directory, MarkovWeights.weights(config, weather(), 5), DType.F32);
    }

    @Test
    void theNetworkIsTheChain() {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            Sequence days = new Sequence(
                    model.tokenizer().encode("today:"), model.tokenizer().encode("rain rain sun sun rain"));
            double[] expected = {.3, .9, .1, .8, .2};
            float[] logP = model.logProbs(List.of(days)).get(0);
            for (int day = 0; day < expected.length; day++) {
                assertEquals(Math.log(expected[day]), logP[day], 2e-6);
            }
            Sequence never = new Sequence(new int[] {TODAY}, new int[] {WORDS.endToken()});
            assertEquals(-30, model.logProbs(List.of(never)).get(0)[0], 1e-4);
        }
    }

    /** Blocks that write nothing must still have a gradient, or the network could never look further back. */
    @Test
    void theNetworkLearnsWhatNoChainCan() {
        Sequence copiesRain = new Sequence(new int[] {TODAY}, new int[] {0, 1, 0});
        Sequence copiesSun = new Sequence(new int[] {TODAY}, new int[] {1, 1, 1});
        try (TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 1, ComputeOptions.DEFAULT)) {
            for (int step = 0; step < 60; step++) {
                model.accumulate(List.of(copiesRain, copiesSun), logP -> List.of(last(), last()));
                model.step(new StepOptions(1e-2, 0, .9, .95, 1e-8, 1));
            }
            for (float[] logP : model.logProbs(List.of(copiesRain, copiesSun))) {
                // The day before was sunny both times, so a chain could give one of the two at most a half.
                assertTrue(logP[2] > Math.log(.9), () -> Arrays.toString(logP));
            }
        }
    }

    private static float[] last() {
        return new float[] {0, 0, -1};
    }

    @Test
    void wordsAreTokensAndOthersAreUnknown() {
        try (DecoderModel model = DecoderModel.open(directory, "cpu", 1)) {
            assertArrayEquals(new int[] {2, 0, 1}, model.tokenizer().encode("today: rain  sun"));
            assertArrayEquals(new int[] {3, 1}, model.tokenizer().encode("snow sun"));
            assertEquals("rain sun", model.tokenizer().decode(new int[] {0, 1, WORDS.endToken()}));
        }
        assertThrows(IllegalArgumentException.class, () -> new WordVocabulary(List.of("rain", "rain")));
        assertThrows(IllegalArgumentException.class, () -> new WordVocabulary(List.of("some rain")));
    }

    @Test
    void aNetworkThatCannotHoldTheChainIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> MarkovWeights.weights(config(4, false), weather(), 1));
        assertThrows(IllegalArgumentException.class, () -> MarkovWeights.weights(config(12, true), weather(), 1));
    }
}
