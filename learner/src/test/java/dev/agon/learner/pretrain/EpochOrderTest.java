package dev.agon.learner.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    private static final int TEXTS = 5000;
    private static final int BATCH_TOKENS = 256;

    @Test
    void everyTextStandsInAnEpochOnce() {
        int[] texts = epoch(0).stream().flatMapToInt(Arrays::stream).sorted().toArray();
        assertArrayEquals(IntStream.range(0, TEXTS).toArray(), texts);
    }

    @Test
    void noBatchExceedsItsTokensUnlessItIsOneText() {
        for (int[] batch : epoch(0)) {
            int longest = IntStream.of(batch).map(EpochOrderTest::length).max().orElseThrow();
            assertTrue(batch.length == 1 || batch.length * longest <= BATCH_TOKENS);
        }
    }

    @Test
    void littleOfABatchIsPadding() {
        long padded = 0;
        for (int[] batch : epoch(0)) {
            int longest = IntStream.of(batch).map(EpochOrderTest::length).max().orElseThrow();
            padded += (long) longest * batch.length;
        }
        long real = IntStream.range(0, TEXTS).mapToLong(EpochOrderTest::length).sum();
        assertTrue(padded < 1.05 * real, padded + " padded of " + real);
    }

    @Test
    void anEpochIsAPureFunctionOfSeedAndEpochAndDiffersFromTheNext() {
        assertEquals(lists(epoch(0)), lists(epoch(0)));
        assertTrue(!lists(epoch(0)).equals(lists(epoch(1))));
    }

    private static List<int[]> epoch(int epoch) {
        return EpochOrder.of(
                TEXTS, EpochOrderTest::length, BATCH_TOKENS, CounterRandom.of(3).at(epoch));
    }

    /** Lengths from 4 to 40, one text of 400. */
    private static int length(int text) {
        return text == 17 ? 400 : 4 + (int) (text * 7919L % 37);
    }

    private static List<List<Integer>> lists(List<int[]> batches) {
        return batches.stream()
                .map(batch -> IntStream.of(batch).boxed().toList())
                .toList();
    }
}
