package dev.agon.env.wordnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The lexical database WordNet 3.1 (Miller 1995, "WordNet: a lexical database for English", CACM 38; Fellbaum 1998):
 * immutable, shared by all threads, loaded on first use.
 *
 * <p>Lemmas are looked up in lower case with spaces between words.
 */
public final class WordNet {
    private final List<Synset> synsets;
    private final List<int[]> hypernyms; // by synset id
    private final Map<PartOfSpeech, Map<String, int[]>> senses; // lemma -> synset ids in sense order
    private final Morphology morphology;
    private final Map<String, Integer> usage;
    private final int[] depths; // by synset id

    WordNet(
            List<Synset> synsets,
            List<int[]> hypernyms,
            Map<PartOfSpeech, Map<String, int[]>> senses,
            Morphology morphology,
            Map<String, Integer> usage) {
        this.synsets = Collections.unmodifiableList(synsets);
        this.hypernyms = hypernyms;
        this.senses = senses;
        this.morphology = morphology;
        this.usage = usage;
        this.depths = depths(hypernyms);
    }

    private static final class Loaded {
        static final WordNet INSTANCE = DictionaryFiles.load();
    }

    /**
     * The one instance of this JVM.
     *
     * @throws dev.agon.protocol.InputException on first use, if the dictionary is not on the class path
     */
    public static WordNet get() {
        return Loaded.INSTANCE;
    }

    /** All synsets: nouns, verbs, adjectives, adverbs, each in the dictionary's order. */
    public List<Synset> synsets() {
        return synsets;
    }

    /** The meanings of a lemma, most usual first; empty if WordNet does not have it as this part of speech. */
    public List<Synset> senses(String lemma, PartOfSpeech pos) {
        int[] ids = senses.getOrDefault(pos, Map.of()).get(lemma.toLowerCase(Locale.ROOT));
        return ids == null
                ? List.of()
                : Arrays.stream(ids).mapToObj(synsets::get).toList();
    }

    /** The synsets directly above this one, instance hypernyms included. */
    public List<Synset> hypernyms(Synset synset) {
        return Arrays.stream(hypernyms.get(synset.id())).mapToObj(synsets::get).toList();
    }

    /**
     * Every synset above any of the senses of a lemma, with the smallest number of steps up to it (at least 1), nearest
     * first; empty for adjectives and adverbs, which have no hypernyms.
     */
    public Map<Synset, Integer> hypernymChain(String lemma, PartOfSpeech pos) {
        Map<Synset, Integer> distances = new LinkedHashMap<>();
        List<Synset> level = senses(lemma, pos);
        for (int steps = 1; !level.isEmpty(); steps++) {
            List<Synset> next = new ArrayList<>();
            for (Synset below : level) {
                for (Synset above : hypernyms(below)) {
                    if (distances.putIfAbsent(above, steps) == null) {
                        next.add(above);
                    }
                }
            }
            level = next;
        }
        return distances;
    }

    /** Fewest steps from this synset up to a root of its hierarchy; 0 for a root such as "entity". */
    public int depth(Synset synset) {
        return depths[synset.id()];
    }

    /** How often a lemma was counted in WordNet's sense-tagged texts, all senses and parts of speech together. */
    public int usage(String lemma) {
        return usage.getOrDefault(lemma.toLowerCase(Locale.ROOT), 0);
    }

    /** The largest {@link #usage} among the lemmas that a word of running text may be a form of. */
    public int usageOfForm(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int most = 0;
        for (PartOfSpeech pos : PartOfSpeech.values()) {
            for (String form : morphology.candidates(lower, pos)) {
                most = Math.max(most, usage(form));
            }
        }
        return most;
    }

    /**
     * The word itself and the forms that it may be inflected from as this part of speech; none of them is looked up.
     */
    public List<String> baseForms(String word, PartOfSpeech pos) {
        return morphology.candidates(word.toLowerCase(Locale.ROOT), pos);
    }

    private static int[] depths(List<int[]> hypernyms) {
        int[] depths = new int[hypernyms.size()];
        Arrays.fill(depths, -1);
        for (int id = 0; id < depths.length; id++) {
            depth(id, hypernyms, depths);
        }
        return depths;
    }

    private static int depth(int id, List<int[]> hypernyms, int[] depths) {
        if (depths[id] >= 0) {
            return depths[id];
        }
        depths[id] = 0; // a cycle, should a dictionary have one, ends here
        int least = Integer.MAX_VALUE;
        for (int above : hypernyms.get(id)) {
            least = Math.min(least, depth(above, hypernyms, depths) + 1);
        }
        depths[id] = least == Integer.MAX_VALUE ? 0 : least;
        return depths[id];
    }
}
