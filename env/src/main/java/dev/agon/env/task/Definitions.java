package dev.agon.env.task;

import dev.agon.env.wordnet.PartOfSpeech;
import dev.agon.env.wordnet.Synset;
import dev.agon.env.wordnet.WordNet;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Write a dictionary definition for a word: prompt {@code espresso (noun):}, answer {@code strong black coffee ...}.
 * Words and definitions come from {@link WordNet}.
 *
 * <p>A word's split depends on its lower-case lemma alone: 85% train, 8% self-play, 2% validation, 5% held-out. The
 * shares are no settings, because a base model remembers what it was trained on. The training text leaves out every
 * meaning that any word of another split shares and every definition that reads the same, so that a word of another
 * split is not even met through a synonym.
 *
 * <p>Prompts are single words or pairs of words in lower-case letters (no proper names) of the configured parts of
 * speech, nouns and verbs only with a hypernym, one a lemma and part of speech. Their facts for judges are
 * {@link #WORD}, {@link #POS} and {@link #DEFINITION}.
 */
public final class Definitions implements Task {
    /** Key of a prompt's fact: the word to define. */
    public static final String WORD = "word";
    /** Key of a prompt's fact: the {@linkplain PartOfSpeech#label() part of speech}. */
    public static final String POS = "pos";
    /** Key of a prompt's fact: the dictionary's first definition. */
    public static final String DEFINITION = "definition";

    private static final Shares SHARES = new Shares(0.08, 0.02, 0.05);
    private static final Pattern PLAIN_WORDS = Pattern.compile("[a-z]{3,}( [a-z]{2,})?");

    private final String name;
    private final Set<PartOfSpeech> askedFor;
    private final Map<Split, List<Prompt>> prompts = Collections.synchronizedMap(new EnumMap<>(Split.class));

    /** Checks the settings; the dictionary is loaded on first use. */
    public Definitions(Settings settings) {
        this.name = settings.name();
        this.askedFor = partsOfSpeech(settings);
    }

    private static Set<PartOfSpeech> partsOfSpeech(Settings settings) {
        Set<PartOfSpeech> chosen = EnumSet.noneOf(PartOfSpeech.class);
        for (String label : settings.texts("parts-of-speech")) {
            chosen.add(PartOfSpeech.ofLabel(label)
                    .orElseThrow(() -> settings.fault(
                            "parts-of-speech",
                            "holds \"" + label + "\" but may only hold " + String.join(", ", PartOfSpeech.labels()))));
        }
        if (chosen.isEmpty()) {
            throw settings.fault(
                    "parts-of-speech", "is empty but must hold some of " + String.join(", ", PartOfSpeech.labels()));
        }
        return chosen;
    }

    /** The split that a word belongs to, whatever its part of speech or capitals. */
    public static Split splitOf(String lemma) {
        return SHARES.of(lemma.toLowerCase(Locale.ROOT));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Prompt> prompts(Split split) {
        return prompts.computeIfAbsent(split, this::findPrompts);
    }

    private List<Prompt> findPrompts(Split split) {
        WordNet wordNet = WordNet.get();
        List<Prompt> found = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Synset synset : wordNet.synsets()) {
            if (!askedFor.contains(synset.pos())) {
                continue;
            }
            for (String lemma : synset.lemmas()) {
                if (PLAIN_WORDS.matcher(lemma).matches()
                        && splitOf(lemma) == split
                        && ids.add(id(lemma, synset.pos()))
                        && hasGenus(wordNet, lemma, synset.pos())) {
                    found.add(prompt(wordNet, lemma, synset.pos()));
                }
            }
        }
        if (found.isEmpty()) {
            throw new InputException("The task " + name + " has no prompts in the split " + split.label()
                    + "; add parts of speech to agon.task." + name + ".parts-of-speech.");
        }
        return PromptOrder.shuffled(found);
    }

    /** The dictionary's definition, behind the space that the training text has there. */
    @Override
    public Optional<String> answer(Prompt prompt) {
        return Optional.ofNullable(prompt.meta().get(DEFINITION))
                .filter(definition -> !definition.isEmpty())
                .map(definition -> " " + definition);
    }

    private static boolean hasGenus(WordNet wordNet, String lemma, PartOfSpeech pos) {
        return switch (pos) {
            case NOUN, VERB -> !wordNet.hypernymChain(lemma, pos).isEmpty();
            case ADJECTIVE, ADVERB -> true;
        };
    }

    private Prompt prompt(WordNet wordNet, String lemma, PartOfSpeech pos) {
        String definition = wordNet.senses(lemma, pos).stream()
                .filter(sense -> sense.lemmas().contains(lemma))
                .findFirst()
                .map(Synset::definition)
                .orElse("");
        return new Prompt(
                id(lemma, pos), text(lemma, pos), Map.of(WORD, lemma, POS, pos.label(), DEFINITION, definition));
    }

    private String id(String lemma, PartOfSpeech pos) {
        return name + "/" + pos.label() + "/" + lemma;
    }

    private static String text(String lemma, PartOfSpeech pos) {
        return lemma + " (" + pos.label() + "):";
    }

    /** One example a word and meaning, in the dictionary's order, of all parts of speech, proper names included. */
    @Override
    public List<TextExample> corpus(Split split) {
        List<Synset> synsets = WordNet.get().synsets();
        Set<String> reserved = split == Split.TRAIN ? reservedDefinitions(synsets) : Set.of();
        List<TextExample> examples = new ArrayList<>();
        for (Synset synset : synsets) {
            if (reserved.contains(synset.definition())) {
                continue;
            }
            for (String lemma : synset.lemmas()) {
                if (splitOf(lemma) == split) {
                    examples.add(new TextExample(text(lemma, synset.pos()), " " + synset.definition()));
                }
            }
        }
        return examples;
    }

    /** The definitions of all words that are not for training, synonyms' definitions being the same text. */
    private static Set<String> reservedDefinitions(List<Synset> synsets) {
        Set<String> reserved = new HashSet<>();
        for (Synset synset : synsets) {
            if (synset.lemmas().stream().anyMatch(lemma -> splitOf(lemma) != Split.TRAIN)) {
                reserved.add(synset.definition());
            }
        }
        return reserved;
    }
}
