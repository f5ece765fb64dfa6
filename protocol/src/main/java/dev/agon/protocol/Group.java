package dev.agon.protocol;

import java.util.List;

/**
 * The completions of one prompt that are judged against each other.
 *
 * @param prompt what was asked
 * @param promptTokens the prompt as the policy read it
 * @param completions the answers, in sample order: the policy's own, by one version, then those that others gave, as
 *     opponents in an evaluation, or as guests in training where the algorithm asks for them
 */
public record Group(Prompt prompt, Tokens promptTokens, List<Completion> completions) {
    public Group {
        completions = List.copyOf(completions);
    }

    /** Number of the answers given for this group; those of earlier iterations stand behind them. */
    public int present() {
        return (int) completions.stream()
                .filter(completion -> completion.author() != Author.EARLIER)
                .count();
    }

    /** Number of the answers by the policy itself, which stand before those of guests; opponents count, too. */
    public int own() {
        return (int) completions.stream()
                .filter(completion -> completion.author() == Author.POLICY)
                .count();
    }
}
