package dev.agon.env.judge;

import dev.agon.env.task.Definitions;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.HashSet;
import java.util.List;

/** The least that an answer must hold before its quality is looked at. */
final class Soundness {
    private final boolean mustEnd;
    private final int leastContentWords;
    private final double leastDistinctBigrams;
    private final boolean mayCopyWord;

    Soundness(Settings settings) {
        this.mustEnd = settings.flag("must-end");
        this.leastContentWords = settings.integer("least-content-words", 0, 1000);
        this.leastDistinctBigrams = settings.number("least-distinct-bigrams", 0, 1);
        this.mayCopyWord = settings.flag("may-copy-word");
    }

    boolean holds(Prompt prompt, Completion completion) {
        if (mustEnd && !completion.ended()) {
            return false;
        }
        List<String> words = Words.of(completion.text());
        return new HashSet<>(Words.content(words)).size() >= leastContentWords
                && Words.distinctBigrams(words) >= leastDistinctBigrams
                && (mayCopyWord || !copiesWord(prompt, words));
    }

    private static boolean copiesWord(Prompt prompt, List<String> words) {
        return Words.contains(words, Words.of(prompt.meta().getOrDefault(Definitions.WORD, "")));
    }
}
