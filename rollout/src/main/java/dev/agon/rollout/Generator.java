package dev.agon.rollout;

import dev.agon.protocol.Group;
import dev.agon.protocol.WorkItem;
import java.util.List;

/**
 * Answers units of work with the policy version that each names. Not thread-safe: a generator is made, used and closed
 * by one thread, and keeps its weights between items of the same version.
 */
@FunctionalInterface
public interface Generator extends AutoCloseable {
    /**
     * Answers an item; the result is a pure function of it and of the weights of its policy version.
     *
     * @param item its policy's place is a directory of this machine whose digest has been verified
     * @return one group a prompt, in the item's order: the policy's own completions in sample order, then the prompt's
     *     opponents
     */
    List<Group> generate(WorkItem item);

    /** Frees the weights. */
    @Override
    default void close() {}
}
