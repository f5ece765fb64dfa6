package dev.agon.actors.run;

import dev.agon.actors.node.Role;
import dev.agon.protocol.InputException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a node's memory holds its part of a run. Prompts are read only where their lengths decide it, since reading
 * them takes seconds, and a node that has no file of prompts is refused only what no prompts at all would need, too.
 */
public final class NodeMemory {
    private static final Set<Role> COMPUTING = EnumSet.of(Role.LEARNER, Role.ROLLOUT, Role.JUDGE);

    private NodeMemory() {}

    /**
     * Why this machine does not hold what these roles need of a run, as {@link MemoryPlan#shortage} says it; empty if
     * it does, if none of them computes, or if a GPU does.
     *
     * @param available bytes that a process may use here
     * @throws dev.agon.policy.ModelException if the model's files are missing, damaged or do not fit each other
     */
    public static Optional<String> shortage(Parts parts, Set<Role> roles, long available) {
        if (!parts.model().isOnProcessor() || roles.stream().noneMatch(COMPUTING::contains)) {
            return Optional.empty();
        }
        Optional<String> atMost = MemoryPlan.of(parts, Preflight.unread(parts, longest(parts)), roles)
                .shortage(available);
        return atMost.isEmpty()
                ? atMost
                : MemoryPlan.of(parts, Preflight.unread(parts, read(parts)), roles)
                        .shortage(available);
    }

    /** The longest prompt that the context has room for beside an answer. */
    private static int longest(Parts parts) {
        int context = Preflight.unread(parts, 0).config().contextLength();
        return Math.max(0, context - parts.rollout().maxNewTokens());
    }

    /** The longest prompt, 0 where the prompts are not on this machine. */
    private static int read(Parts parts) {
        try {
            return Preflight.longestPrompt(parts);
        } catch (InputException e) {
            return 0;
        }
    }
}
