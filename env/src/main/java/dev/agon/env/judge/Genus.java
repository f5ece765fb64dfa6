package dev.agon.env.judge;

import dev.agon.env.task.Definitions;
import dev.agon.env.wordnet.PartOfSpeech;
import dev.agon.env.wordnet.Synset;
import dev.agon.env.wordnet.WordNet;
import dev.agon.protocol.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The genera that a definition of one word may name: the lemmas of the hypernyms of all its senses, each with its
 * distance. Left out are the word itself and, for nouns, synsets nearer to the root than a least depth, which say
 * nothing, such as "entity" (depth 0) or "thing" (depth 2).
 */
public final class Genus {
    private final PartOfSpeech pos;
    private final Map<List<String>, Integer> distances = new HashMap<>(); // words of a lemma -> steps up to it
    private int longest;

    /**
     * The genera of a prompt's word.
     *
     * @param leastDepth steps from the root that a noun's hypernym must have at least
     * @return empty if the prompt asks for no word ({@link Definitions#WORD}, {@link Definitions#POS})
     */
    public static Optional<Genus> of(Prompt prompt, int leastDepth) {
        String word = prompt.meta().get(Definitions.WORD);
        String label = prompt.meta().get(Definitions.POS);
        if (word == null || label == null) {
            return Optional.empty();
        }
        return PartOfSpeech.ofLabel(label).map(pos -> new Genus(word, pos, leastDepth));
    }

    private Genus(String word, PartOfSpeech pos, int leastDepth) {
        this.pos = pos;
        WordNet wordNet = WordNet.get();
        List<String> itself = Words.of(word);
        for (Map.Entry<Synset, Integer> above : wordNet.hypernymChain(word, pos).entrySet()) {
            if (pos == PartOfSpeech.NOUN && wordNet.depth(above.getKey()) < leastDepth) {
                continue;
            }
            for (String lemma : above.getKey().lemmas()) {
                List<String> words = Words.of(lemma);
                if (!words.equals(itself)) {
                    distances.merge(words, above.getValue(), Math::min);
                    longest = Math.max(longest, words.size());
                }
            }
        }
    }

    /**
     * Distance of the nearest genus that an answer names as consecutive whole words, the last of them in the singular
     * or plural (of a verb: in any form); empty if it names none.
     */
    public OptionalInt nearest(String answer) {
        List<String> words = Words.of(answer);
        int nearest = Integer.MAX_VALUE;
        for (int from = 0; from < words.size(); from++) {
            for (int to = from + 1; to <= Math.min(words.size(), from + longest); to++) {
                nearest = Math.min(nearest, distance(words.subList(from, to)));
            }
        }
        return nearest == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(nearest);
    }

    private int distance(List<String> phrase) {
        int last = phrase.size() - 1;
        int nearest = Integer.MAX_VALUE;
        for (String form : WordNet.get().baseForms(phrase.get(last), pos)) {
            List<String> candidate = new ArrayList<>(phrase.subList(0, last));
            candidate.add(form);
            nearest = Math.min(nearest, distances.getOrDefault(candidate, Integer.MAX_VALUE));
        }
        return nearest;
    }
}
