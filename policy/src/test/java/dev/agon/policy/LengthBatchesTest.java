package dev.agon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LengthBatchesTest {
    @Test
    void nothingGivesNoBatches() {
        assertTrue(LengthBatches.of(List.<Integer>of(), n -> n, n -> 1, 10).isEmpty());
    }

    @Test
    void batchesHoldLikeLengthsWithinTheLimit() {
        List<List<Integer>> batches = LengthBatches.of(List.of(9, 1, 5, 2, 5, 1), n -> n, n -> 1, 10);

        assertEquals(List.of(List.of(1, 1, 2), List.of(5, 5), List.of(9)), batches);
    }

    @Test
    void anItemBeyondTheLimitIsABatchOfItsOwn() {
        assertEquals(List.of(List.of(3), List.of(50)), LengthBatches.of(List.of(50, 3), n -> n, n -> 2, 10));
    }
}
