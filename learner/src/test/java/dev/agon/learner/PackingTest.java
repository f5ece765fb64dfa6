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
    }
}
