package dev.agon.actors.coordinator;

import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import java.util.List;

/** Where a run's prompts come from; a pure function, the same on every node and after every restart. */
@FunctionalInterface
public interface PromptSource {
    /**
     * The prompts to answer, in a fixed order.
     *
     * @param purpose TRAIN prompts may differ from iteration to iteration, VALIDATE and TEST prompts never do
     * @param iteration number of the policy version that answers
     * @return at least one prompt
     */
    List<Prompt> prompts(Purpose purpose, int iteration);
}
