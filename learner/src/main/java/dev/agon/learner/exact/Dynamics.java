package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import java.util.OptionalDouble;

/**
 * A self-play algorithm on a table. An implementation is one class with a public constructor that takes its
 * {@link dev.agon.protocol.settings.Settings} plus one commented block under {@code agon.dynamics}; it draws no random
 * number and knows a game only through its oracle. Its Javadoc is the definition, with paper and equation.
 */
public interface Dynamics {
    /** The rule by which one player learns; a rule may remember what it saw, so each player needs its own. */
    Update begin(Setup setup);

    /** The price of a nat in the regularised game whose equilibrium it approaches; empty if that is the game itself. */
    default OptionalDouble tau() {
        return OptionalDouble.empty();
    }

    /**
     * What play begins with.
     *
     * @param reference the policy that regularised play stays near; plays every action
     * @param start the first policy; plays every action
     * @param horizon steps that are planned, for step sizes that are tuned to it; above 0
     */
    record Setup(TabularPolicy reference, TabularPolicy start, int horizon) {}
}
