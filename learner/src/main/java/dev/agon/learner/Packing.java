package dev.agon.learner;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Divides work into batches. */
final class Packing {
    private Packing() {}

    /** The order cut into as few runs of at most {@code limit} as possible, their sizes differing by at most one. */
    static List<int[]> evenly(int[] order, int limit) {
        int parts = (order.length + limit - 1) / limit;
        return IntStream.range(0, parts)
                .mapToObj(part -> Arrays.copyOfRange(order, bound(order, part, parts), bound(order, part + 1, parts)))
                .toList();
    }

    private static int bound(int[] order, int part, int parts) {
        return (int) ((long) order.length * part / parts);
    }
}
