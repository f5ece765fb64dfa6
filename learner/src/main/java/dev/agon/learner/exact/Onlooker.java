package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import java.util.List;

/** Who looks on while a game is played, and changes nothing. */
public interface Onlooker {
    /** A step was made in a context, by its number. */
    default void stepped(int context, TabularPolicy from, TabularPolicy to) {}

    /**
     * A moment of the curve.
     *
     * @param last the policies reached, one a context
     * @param average the mixtures of the policies played, one a context
     * @param best the policies with the lowest exploitability of all moments so far, one a context
     */
    default void measured(
            CurvePoint point, List<TabularPolicy> last, List<TabularPolicy> average, List<TabularPolicy> best) {}
}
