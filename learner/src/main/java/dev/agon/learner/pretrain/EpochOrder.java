package dev.agon.learner.pretrain;

import dev.agon.policy.LengthBatches;
import dev.agon.protocol.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Decides which texts each step reads: every text once an epoch, in random order, texts of like length together so that
 * little of a batch is padding. A pure function of lengths, seed and epoch.
 */
final class EpochOrder {
    /**
     * Texts are sorted by length within pools of this many batches: large enough to save padding, small enough to mix.
     */
    private static final int POOL_BATCHES = 50;

    private EpochOrder() {}

    /**
     * The batches of one epoch.
     *
     * @param count number of texts
     * @param length tokens of a text by its index
     * @param batchTokens largest size of a batch: its number of texts times its longest text; a longer text stands
     *     alone
     * @param random the epoch's stream
     */
    static List<int[]> of(int count, IntUnaryOperator length, int batchTokens, CounterRandom random) {
        int[] order = random.at("texts").permutation(count);
        long tokens = IntStream.range(0, count).mapToLong(length::applyAsInt).sum();
        int poolSize =
                (int) Math.max(1, Math.min(count, POOL_BATCHES * (long) batchTokens * count / Math.max(1, tokens)));
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < count; from += poolSize) {
            List<Integer> pool = IntStream.range(from, Math.min(count, from + poolSize))
                    .mapToObj(i -> order[i])
                    .sorted()
                    .toList();
            LengthBatches.of(pool, length::applyAsInt, text -> 1, batchTokens).stream()
                    .map(batch -> batch.stream().mapToInt(Integer::intValue).toArray())
                    .forEach(batches::add);
        }
        int[] shuffled = random.at("batches").permutation(batches.size());
        return IntStream.of(shuffled).mapToObj(batches::get).toList();
    }
}
