package dev.agon.env.wordnet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The word classes that WordNet knows; satellite adjectives count as adjectives. */
public enum PartOfSpeech {
    NOUN("noun"),
    VERB("verb"),
    ADJECTIVE("adj"),
    ADVERB("adv");

    private final String suffix;

    PartOfSpeech(String suffix) {
        this.suffix = suffix;
    }

    /** The English name in lower case, such as {@code noun}; prompts and configuration use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The ending of the names of this word class's dictionary files. */
    String suffix() {
        return suffix;
    }

    /** The word class of this label, if there is one. */
    public static Optional<PartOfSpeech> ofLabel(String label) {
        return Arrays.stream(values()).filter(pos -> pos.label().equals(label)).findFirst();
    }

    /** All labels, nouns first. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(PartOfSpeech::label).toList();
    }
}
