package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;

/** From a policy to the next. */
@FunctionalInterface
public interface Update {
    /**
     * The next policy.
     *
     * @param policy what the last step returned, or the start
     * @param steps steps that were made before this one
     * @param oracle who answers comparisons
     */
    TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle);
}
