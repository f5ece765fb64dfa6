package dev.agon.rollout;

import dev.agon.protocol.Group;
import dev.agon.protocol.WorkItem;
import java.util.List;

/** Answers the prompts of a unit of work. A generator belongs to one thread. */
@FunctionalInterface
public interface Generator {
    /**
     * One group a prompt, in the item's order: the policy's own completions in sample order, then the item's opponents.
     * The result is a pure function of the item and of the weights of the item's policy version.
     */
    List<Group> generate(WorkItem item);
}
