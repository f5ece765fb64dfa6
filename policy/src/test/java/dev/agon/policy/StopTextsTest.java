package dev.agon.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    /** Token i is the i-th of these words. */
    private static final List<String> WORDS = List.of("a", "b", "c", "\n", "ab", "\nend");

    private static final Tokenizer TOKENIZER = new Tokenizer() {
        @Override
        public int[] encode(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int[] encodePrompt(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String decode(int[] tokens) {
            return Arrays.stream(tokens).mapToObj(WORDS::get).collect(Collectors.joining());
        }

        @Override
        public int vocabSize() {
            return WORDS.size();
        }
    };

    @Test
    void anAnswerEndsWithTheTokenThatCompletesAStop() {
        Sample ended = end(List.of("\nend", "bc"), 0, 1, 2, 3, 5, 0);
        assertArrayEquals(new int[] {0, 1, 2}, ended.tokens());
        assertTrue(ended.ended());
        assertArrayEquals(new float[] {0, -1, -2}, ended.logProbs());
        assertArrayEquals(new float[] {0, -2, -4}, ended.samplingLogProbs());
    }

    @Test
    void aStopMayBeginAndEndWithinTokens() {
        assertArrayEquals(new int[] {2, 4}, end(List.of("ca"), 2, 4, 0).tokens());
        assertArrayEquals(new int[] {0, 5}, end(List.of("e"), 0, 5, 1).tokens());
        assertArrayEquals(new int[] {3}, end(List.of("\n"), 3, 3, 3).tokens());
    }

    @Test
    void whatHoldsNoStopGoesOn() {
        Sample whole = end(List.of("\n\n", "d"), 0, 1, 2, 3, 0);
        assertEquals(5, whole.tokens().length);
        assertFalse(whole.ended());
        assertEquals(3, end(List.of(), 3, 3, 3).tokens().length);
        assertEquals(0, end(List.of("a")).tokens().length);
    }

    private static Sample end(List<String> stops, int... tokens) {
        float[] logProbs = new float[tokens.length];
        float[] samplingLogProbs = new float[tokens.length];
        IntStream.range(0, tokens.length).forEach(t -> {
            logProbs[t] = 0f - t;
            samplingLogProbs[t] = 0f - 2 * t;
        });
        return new StopTexts(stops, TOKENIZER).end(new Sample(tokens, logProbs, samplingLogProbs, false));
    }
}
