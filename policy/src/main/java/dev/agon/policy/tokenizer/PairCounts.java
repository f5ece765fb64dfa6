package dev.agon.policy.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The words of a corpus as sequences of token ids, with the count of every adjacent pair kept up to date while pairs
 * are merged.
 *
 * <p>A merge visits only the words that hold the pair. The queue holds a candidate for each count that a pair has had
 * when it grew; a candidate whose pair has changed since is corrected when it comes to the top. Training thus costs
 * about the sum, over merges, of the lengths of the words that hold the pair.
 */
final class PairCounts {
    private static final Comparator<Candidate> MOST_FREQUENT_FIRST =
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

    private final int[][] words;
    private final long[] wordCounts;
    private final Map<Long, PairState> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(MOST_FREQUENT_FIRST);

    /** A pair packed as {@code left << 32 | right}, so that the order of numbers is that of (left, right). */
    private record Candidate(long pair, long count) {}

    /** How often a pair occurs, and the words that held it when it was counted there. */
    private static final class PairState {
        private long count;
        private int[] words = new int[4];
        private int size;

        void addWord(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    /** Counts the pairs of words that occur {@code wordCounts} times each. */
    PairCounts(List<int[]> words, long[] wordCounts) {
        this.words = words.toArray(int[][]::new);
        this.wordCounts = wordCounts.clone();
        Set<Long> grown = new HashSet<>();
        for (int word = 0; word < this.words.length; word++) {
            count(word, 1);
            record(word, id -> true, grown);
        }
        enqueue(grown);
    }

    /**
     * Takes the most frequent pair from the queue; among equals that with the smaller left id, then with the smaller
     * right id.
     *
     * @return the pair packed as {@code left << 32 | right}, or -1 if none occurs at least {@code minimum} times
     */
    long takeMostFrequent(long minimum) {
        for (Candidate top = queue.poll(); top != null; top = queue.poll()) {
            PairState state = pairs.get(top.pair);
            long count = state == null ? 0 : state.count;
            if (count == top.count) {
                return count >= minimum ? top.pair : -1;
            }
            if (count > 0 && count < top.count) {
                queue.add(new Candidate(top.pair, count));
            }
        }
        return -1;
    }

    /** Replaces the pair by {@code merged} wherever it occurs, from left to right in each word. */
    void merge(long pair, int merged) {
        PairState state = pairs.remove(pair);
        if (state == null) {
            throw new IllegalArgumentException("no word holds the pair " + left(pair) + " " + right(pair));
        }
        Set<Long> grown = new HashSet<>();
        for (int i = 0; i < state.size; i++) {
            int word = state.words[i];
            int[] shorter = replace(words[word], left(pair), right(pair), merged);
            if (shorter.length < words[word].length) {
                count(word, -1);
                words[word] = shorter;
                count(word, 1);
                record(word, id -> id == merged, grown);
            }
        }
        pairs.remove(pair); // its remains, counted down while the words were taken out
        enqueue(grown);
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    /** Adds {@code sign} times a word's count to each of its pairs. */
    private void count(int word, int sign) {
        int[] ids = words[word];
        for (int i = 0; i + 1 < ids.length; i++) {
            pairs.computeIfAbsent(pack(ids[i], ids[i + 1]), pair -> new PairState()).count += sign * wordCounts[word];
        }
    }

    /** Notes for each pair with a wanted id that the word holds it, and collects these pairs. */
    private void record(int word, IntPredicate wanted, Set<Long> grown) {
        int[] ids = words[word];
        for (int i = 0; i + 1 < ids.length; i++) {
            long pair = pack(ids[i], ids[i + 1]);
            PairState state = pairs.get(pair);
            if (state != null && (wanted.test(ids[i]) || wanted.test(ids[i + 1]))) {
                state.addWord(word);
                grown.add(pair);
            }
        }
    }

    /** The queue's order is total, so the set's order does not matter. */
    private void enqueue(Set<Long> grown) {
        for (long pair : grown) {
            PairState state = pairs.get(pair);
            if (state != null && state.count > 0) {
                queue.add(new Candidate(pair, state.count));
            }
        }
    }

    private static int[] replace(int[] ids, int left, int right, int merged) {
        int[] result = new int[ids.length];
        int length = 0;
        int i = 0;
        while (i < ids.length) {
            boolean found = ids[i] == left && i + 1 < ids.length && ids[i + 1] == right;
            result[length++] = found ? merged : ids[i];
            i += found ? 2 : 1;
        }
        return Arrays.copyOf(result, length);
    }

    private static long pack(int left, int right) {
        return (long) left << 32 | right;
    }
}
