package dev.agon.env.metric;

import dev.agon.env.judge.Genus;
import dev.agon.protocol.Prompt;
import java.util.List;

/**
 * Share of answers that name a genus of their word: a lemma of a hypernym, at any distance, of one of its senses, that
 * lies at least three steps below the root "entity". In [0, 1], higher is better.
 */
public final class GenusAccuracy {
    private static final int LEAST_DEPTH = 3;

    private GenusAccuracy() {}

    /** Whether the prompts' task is one that this metric can be told of: they ask for a word. */
    public static boolean appliesTo(Prompt prompt) {
        return Genus.of(prompt, LEAST_DEPTH).isPresent();
    }

    /**
     * Share of the answers to this prompt that name a genus; 0 if the prompt asks for no word or there is no answer.
     */
    public static double of(Prompt prompt, List<String> answers) {
        return Genus.of(prompt, LEAST_DEPTH)
                .map(genus -> answers.stream()
                        .mapToInt(answer -> genus.nearest(answer).isPresent() ? 1 : 0)
                        .average()
                        .orElse(0))
                .orElse(0.0);
    }
}
