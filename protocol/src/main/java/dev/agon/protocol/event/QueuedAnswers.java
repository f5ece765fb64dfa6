package dev.agon.protocol.event;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Prompt;
import java.util.List;

/**
 * The policy's answers to a prompt of an iteration that has been learned from, kept as opponents of later ones.
 *
 * @param iteration in which they were learned from
 * @param prompt what was asked
 * @param answers the policy's own, in sample order
 */
public record QueuedAnswers(int iteration, Prompt prompt, List<Completion> answers) {
    public QueuedAnswers {
        answers = List.copyOf(answers);
    }
}
