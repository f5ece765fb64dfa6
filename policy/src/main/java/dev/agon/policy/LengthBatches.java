package dev.agon.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Puts sequences of like length into one batch, so that little of it is padding. */
public final class LengthBatches {
    private LengthBatches() {}

    /**
     * Items in the order of their lengths, cut into batches: in each the longest item's length times the number of
     * sequences is at most {@code limit} tokens, except that one item alone may exceed it.
     *
     * @param length of an item's longest sequence, in tokens
     * @param rows number of sequences of an item
     */
    public static <T> List<List<T>> of(List<T> items, ToIntFunction<T> length, ToIntFunction<T> rows, int limit) {
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
