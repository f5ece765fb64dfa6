package dev.agon.env.game;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * How the actions of a game are written as sequences of symbols, so that a policy over tokens can play it. Every
 * sequence has the same length, and several sequences may be the same action.
 *
 * <p>The game's reference is a Markov chain over the symbols: {@code ref(y) = first(y_1) next(y_1, y_2) ...}. Summed
 * over the sequences of an action it is the action's probability under {@link MatrixGame#reference()}.
 */
public interface Spelling {
    /** The symbols' names, without white space, each once. */
    List<String> symbols();

    /** Symbols of a sequence, at least 1. */
    int length();

    /**
     * The action that a sequence stands for.
     *
     * @param context index of the game's context
     * @param sequence {@link #length} symbols by their index
     * @return -1 if it is none in this context
     */
    int action(int context, int... sequence);

    /** The reference's probabilities of the first symbol; 0 where it is never written. */
    double[] first(int context);

    /** The reference's probabilities of the symbol after this one; empty where sequences have one symbol. */
    double[] next(int symbol);

    /** What is worth telling of a policy: by name a number an action, of which its mean is told; may be empty. */
    SortedMap<String, double[]> traits(int context);

    /** Number of sequences. */
    default int sequences() {
        int count = 1;
        for (int at = 0; at < length(); at++) {
            count = Math.multiplyExact(count, symbols().size());
        }
        return count;
    }

    /** The sequence of a number: its digits in base n, the first symbol in front. */
    default int[] sequence(int number) {
        int[] sequence = new int[length()];
        int rest = number;
        for (int at = sequence.length - 1; at >= 0; at--) {
            sequence[at] = rest % symbols().size();
            rest /= symbols().size();
        }
        return sequence;
    }

    /** Log-probability of a sequence under the reference; -infinity where it is never played. */
    default double logReference(int context, int... sequence) {
        double logP = Math.log(first(context)[sequence[0]]);
        for (int at = 1; at < sequence.length; at++) {
            logP += Math.log(next(sequence[at - 1])[sequence[at]]);
        }
        return logP;
    }

    /** A sequence as text: its symbols with a space between. */
    default String text(int... sequence) {
        return Arrays.stream(sequence).mapToObj(symbols()::get).collect(Collectors.joining(" "));
    }

    /**
     * The sequence that a text is.
     *
     * @param numbers the {@link #symbols} with their indices
     * @return empty if it holds another symbol or has another length
     */
    default Optional<int[]> read(Map<String, Integer> numbers, String text) {
        String[] words = text.strip().split("\\s+", -1);
        boolean legal = words.length == length() && Arrays.stream(words).allMatch(numbers::containsKey);
        return legal
                ? Optional.of(Arrays.stream(words)
                        .mapToInt(word -> numbers.getOrDefault(word, 0))
                        .toArray())
                : Optional.empty();
    }
}
