package dev.agon.policy.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Byte-level BPE by its definition, without any shortcut: the oracle for trainer and encoder. */
final class NaiveBpe {
    private NaiveBpe() {}

    /** Encodes a text without special tokens by applying the merges one after another to each piece. */
    static int[] encode(BpeVocabulary vocabulary, String text) {
        List<Integer> ids = new ArrayList<>();
        for (String piece : pieces(text)) {
            List<String> symbols = symbols(piece);
            for (BpeVocabulary.Merge merge : vocabulary.merges()) {
                symbols = apply(merge, symbols);
            }
            symbols.forEach(symbol -> ids.add(vocabulary.tokens().indexOf(symbol)));
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The merges of a corpus, recounting every pair for each of them. */
    static List<BpeVocabulary.Merge> train(List<String> corpus, int merges) {
        List<String> tokens = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(ByteAlphabet.nameOf(value)));
        }
        List<List<String>> words = new ArrayList<>();
        corpus.forEach(text -> pieces(text).forEach(piece -> words.add(symbols(piece))));
        List<BpeVocabulary.Merge> result = new ArrayList<>();
        while (result.size() < merges) {
            Map<BpeVocabulary.Merge, Long> counts = new HashMap<>();
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(new BpeVocabulary.Merge(word.get(i), word.get(i + 1)), 1L, Long::sum);
                }
            }
            Comparator<BpeVocabulary.Merge> rule = Comparator.<BpeVocabulary.Merge>comparingLong(counts::get)
                    .reversed()
                    .thenComparing(merge -> tokens.indexOf(merge.left()))
                    .thenComparing(merge -> tokens.indexOf(merge.right()));
            BpeVocabulary.Merge best = counts.keySet().stream().min(rule).orElse(null);
            if (best == null || counts.getOrDefault(best, 0L) < 2) {
                return result;
            }
            result.add(best);
            tokens.add(best.left() + best.right());
            words.replaceAll(word -> apply(best, word));
        }
        return result;
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        new PreTokenizer(List.of()).split(text, pieces::add);
        return pieces;
    }

    private static List<String> symbols(String piece) {
        List<String> symbols = new ArrayList<>();
        for (int value : ByteAlphabet.bytes(piece)) {
            symbols.add(String.valueOf(ByteAlphabet.nameOf(value)));
        }
        return symbols;
    }

    private static List<String> apply(BpeVocabulary.Merge merge, List<String> symbols) {
        List<String> result = new ArrayList<>();
        int i = 0;
        while (i < symbols.size()) {
            boolean found = i + 1 < symbols.size()
                    && symbols.get(i).equals(merge.left())
                    && symbols.get(i + 1).equals(merge.right());
            result.add(found ? merge.left() + merge.right() : symbols.get(i));
            i += found ? 2 : 1;
        }
        return result;
    }
}
