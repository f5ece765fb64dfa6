package dev.agon.env.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import java.util.List;

/**
 * One opinion within a {@link Panel}: a deterministic function of prompt and answers that looks at a single quality.
 *
 * <p>A reader is immutable; a class that implements it has a public constructor that takes its block's
 * {@link dev.agon.protocol.settings.Settings}, in which {@code weight} is the panel's. It need not care for soundness:
 * the panel shows it sound answers only.
 */
public interface Reader {
    /**
     * Reads the answers of a group once and returns the duels among them, indexed by completion.
     *
     * @return P(left beats right) in [0, 1] with P(i, j) + P(j, i) = 1, a tie being 1/2
     */
    PreferenceMatrix.Duel read(Group group, JudgeContext context);

    /** Reads several groups, each as {@link #read} does; a reader that runs a network reads them in one batch. */
    default List<PreferenceMatrix.Duel> read(List<Group> groups, JudgeContext context) {
        return groups.stream().map(group -> read(group, context)).toList();
    }

    /** Whether it asks the base model, whose weights then are in memory. */
    default boolean asksBase() {
        return false;
    }
}
