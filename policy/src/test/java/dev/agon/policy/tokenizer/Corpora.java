package dev.agon.policy.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts for tests. */
final class Corpora {
    static final String END = "<|end|>";

    private Corpora() {}

    /** Lines of words drawn from a made-up lexicon with a long tail, the same for the same seed. */
    static List<String> lines(int lines, int lexicon, long seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < lexicon; i++) {
            StringBuilder word = new StringBuilder();
            int letters = 1 + random.nextInt(10);
            for (int j = 0; j < letters; j++) {
                word.append((char) ('a' + (int) (26 * random.nextDouble() * random.nextDouble())));
            }
            words.add(word.toString());
        }
        List<String> result = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            StringBuilder line = new StringBuilder();
            int length = 4 + random.nextInt(12);
            for (int j = 0; j < length; j++) {
                line.append(words.get((int) (lexicon * Math.pow(random.nextDouble(), 3))))
                        .append(j + 1 < length ? " " : ".");
            }
            result.add(line.toString());
        }
        return result;
    }
}
