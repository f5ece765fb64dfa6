package dev.agon.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void evenPartsDifferByAtMostOneAndKeepTheOrder() {
        int[] order = IntStream.range(0, 10).toArray();

        List<int[]> parts = Packing.evenly(order, 4);

        assertEquals(List.of(3, 3, 4), parts.stream().map(part -> part.length).toList());
        assertEquals(
                Arrays.stream(order).boxed().toList(),
                parts.stream().flatMapToInt(Arrays::stream).boxed().toList());
    }

    @Test
    void nothingGivesNoParts() {
        assertTrue(Packing.evenly(new int[0], 4).isEmpty());
        assertTrue(Packing.byLength(List.<Integer>of(), n -> n, n -> 1, 10).isEmpty());
    }

    @Test
    void batchesHoldLikeLengthsWithinTheLimit() {
        List<List<Integer>> batches = Packing.byLength(List.of(9, 1, 5, 2, 5, 1), n -> n, n -> 1, 10);

        assertEquals(List.of(List.of(1, 1, 2), List.of(5, 5), List.of(9)), batches);
    }

    @Test
    void anItemBeyondTheLimitIsABatchOfItsOwn() {
        assertEquals(List.of(List.of(3), List.of(50)), Packing.byLength(List.of(50, 3), n -> n, n -> 2, 10));
    }
}
