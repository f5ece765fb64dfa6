package dev.agon.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
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

    /**
     * Items of like length together, so that little padding is needed: in each batch the longest item's length times
     * the number of sequences is at most {@code limit} tokens, except that one item alone may exceed it.
     *
     * @param length of an item's longest sequence, in tokens
     * @param rows number of sequences of an item
     */
    static <T> List<List<T>> byLength(List<T> items, ToIntFunction<T> length, ToIntFunction<T> rows, int limit) {
        List<T> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingInt(length)); // stable, so equal lengths keep their order
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long height = 0;
        for (T item : sorted) {
            long grown = height + rows.applyAsInt(item);
            if (!batch.isEmpty() && grown * length.applyAsInt(item) > limit) {
                batches.add(List.copyOf(batch));
                batch.clear();
                grown = rows.applyAsInt(item);
            }
            batch.add(item);
            height = grown;
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }
}
