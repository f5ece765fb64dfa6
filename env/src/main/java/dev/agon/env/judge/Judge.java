package dev.agon.env.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.Verdict;

/**
 * Says for every two answers of a group how probably the one beats the other.
 *
 * <p>A judge is immutable, and its verdict a pure function of the group, the task and the base model's weights: a class
 * that implements it has a public constructor that takes its block's {@link dev.agon.protocol.settings.Settings} and
 * checks them. What else it needs, such as the frozen base model, it takes from the context of each call, so that a
 * configuration can be checked without loading anything.
 */
public interface Judge {
    /** The name of the judge's block in the configuration. */
    String name();

    /**
     * The win probabilities among the group's completions, ties being 1/2, and the same by each of the judge's readers.
     *
     * @param context belongs to the calling thread
     */
    Verdict judge(Group group, JudgeContext context);
}
