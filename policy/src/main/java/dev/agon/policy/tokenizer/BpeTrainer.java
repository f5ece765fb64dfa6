package dev.agon.policy.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a byte-level BPE vocabulary from text (Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words
 * with Subword Units", algorithm 1, on the bytes of GPT-2's pieces): starting from the 256 bytes, the most frequent
 * adjacent pair becomes a token, again and again.
 *
 * <p>Among equally frequent pairs the one with the smaller left id is taken, then the one with the smaller right id, so
 * the result depends on how often each piece occurs and on nothing else: not on the order of the corpus, nor on the
 * machine. Ids are the special tokens in their given order, then the bytes from 0 to 255, then the merges in their
 * order.
 */
public final class BpeTrainer {
    private static final int BYTES = 256;
    /** A pair that occurs once helps with no other text. */
    private static final long MIN_PAIR_COUNT = 2;

    private final int vocabSize;
    private final List<String> specialTokens;
    private final List<String> tokens = new ArrayList<>();
    private final List<BpeVocabulary.Merge> merges = new ArrayList<>();
    private final Map<String, Integer> idOfToken = new HashMap<>();

    private BpeTrainer(int vocabSize, List<String> specialTokens) {
        this.vocabSize = vocabSize;
        this.specialTokens = specialTokens;
    }

    /**
     * Trains a vocabulary.
     *
     * @param corpus the texts, walked once; special tokens in them are skipped
     * @param vocabSize number of ids wanted, at least 256 plus the special tokens; fewer come out if no pair occurs
     *     twice any more
     * @param specialTokens tokens that are found whole in any text, each of at least two characters, no two alike
     * @throws IllegalArgumentException if these limits are not kept
     */
    public static BpeVocabulary train(Iterable<String> corpus, int vocabSize, List<String> specialTokens) {
        if (vocabSize < BYTES + specialTokens.size()) {
            throw new IllegalArgumentException("a vocabulary of " + vocabSize + " cannot hold " + BYTES + " bytes and "
                    + specialTokens.size() + " special tokens");
        }
        if (specialTokens.stream().anyMatch(token -> token.length() < 2)
                || new HashSet<>(specialTokens).size() < specialTokens.size()) {
            throw new IllegalArgumentException(
                    "special tokens must differ and have at least two characters: " + specialTokens);
        }
        BpeTrainer trainer = new BpeTrainer(vocabSize, List.copyOf(specialTokens));
        trainer.addBaseTokens();
        trainer.learnMerges(trainer.countPairs(corpus));
        return new BpeVocabulary(trainer.specialTokens, trainer.tokens, trainer.merges);
    }

    private void addBaseTokens() {
        specialTokens.forEach(this::addToken);
        for (int value = 0; value < BYTES; value++) {
            addToken(String.valueOf(ByteAlphabet.nameOf(value)));
        }
    }

    private PairCounts countPairs(Iterable<String> corpus) {
        PreTokenizer preTokenizer = new PreTokenizer(specialTokens);
        Map<String, Long> pieces = new LinkedHashMap<>();
        for (String text : corpus) {
            preTokenizer.split(text, piece -> pieces.merge(piece, 1L, Long::sum));
        }
        List<int[]> words = new ArrayList<>(pieces.size());
        for (String piece : pieces.keySet()) {
            int[] ids = ByteAlphabet.bytes(piece);
            for (int i = 0; i < ids.length; i++) {
                ids[i] += specialTokens.size(); // ids of bytes follow those of the special tokens
            }
            words.add(ids);
        }
        return new PairCounts(
                words, pieces.values().stream().mapToLong(Long::longValue).toArray());
    }

    private void learnMerges(PairCounts pairs) {
        while (tokens.size() < vocabSize) {
            long pair = pairs.takeMostFrequent(MIN_PAIR_COUNT);
            if (pair < 0) {
                return;
            }
            String left = tokens.get(PairCounts.left(pair));
            String right = tokens.get(PairCounts.right(pair));
            if (specialTokens.contains(left + right)) {
                continue; // other bytes that happen to be written like a special token
            }
            merges.add(new BpeVocabulary.Merge(left, right));
            pairs.merge(pair, addToken(left + right));
        }
    }

    /** The id of a token, which is a new one unless another merge led to the same token. */
    private int addToken(String token) {
        Integer known = idOfToken.putIfAbsent(token, tokens.size());
        if (known == null) {
            tokens.add(token);
            return tokens.size() - 1;
        }
        return known;
    }
}
