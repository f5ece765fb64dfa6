package dev.agon.protocol;

import java.util.List;

/**
 * The completions of one prompt that are judged against each other.
 *
 * @param prompt what was asked
 * @param promptTokens the prompt as the policy read it
 * @param completions the answers, in sample order; in training all by one policy version, in an evaluation the
 *     opponents follow the policy's own answers
 */
public record Group(Prompt prompt, Tokens promptTokens, List<Completion> completions) {
    public Group {
        completions = List.copyOf(completions);
    }
}
