package dev.agon.env.judge;

import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.Group;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Verdict;
import java.nio.file.Path;
import java.util.List;

/**
 * Says for every two answers of a group how probably the one beats the other.
 *
 * <p>A judge is immutable, and its verdicts a pure function of the groups, the task and the base model's weights: a
 * class that implements it has a public constructor that takes its block's {@link dev.agon.protocol.settings.Settings}
 * and checks them. What else it needs, such as the frozen base model, it takes from the context of each call, so that a
 * configuration can be checked without loading anything.
 */
public interface Judge {
    /** The name of the judge's block in the configuration. */
    String name();

    /**
     * For each group the win probabilities among its completions, ties being 1/2, and the same by each of the judge's
     * readers. Groups never influence each other beyond the rounding of a network that reads them in one batch.
     *
     * @param groups those of one unit of work
     * @param context belongs to the calling thread
     * @return a verdict a group, in their order
     */
    List<Verdict> judge(List<Group> groups, JudgeContext context);

    /**
     * Checks before a run that the judge can read all that it will be shown; loads no weights.
     *
     * @param prompts those of all splits
     * @param policy the model that will answer them
     * @param answerTokens longest answer in tokens
     * @throws dev.agon.protocol.InputException if it cannot
     */
    default void requireReads(List<Prompt> prompts, ModelDirectory policy, int answerTokens) {}

    /**
     * Directories of the frozen models that its contexts will hold, so that their memory is known before the run.
     *
     * @param base the base model's
     */
    default List<Path> models(Path base) {
        return List.of();
    }

    /** Answers to each prompt that it draws from such a model for itself; 0 if it only reads. */
    default int ownAnswers() {
        return 0;
    }
}
