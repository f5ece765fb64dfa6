package dev.agon.actors.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.Verdict;

/** Says who of a group's completions beats whom. Not thread-safe: made, used and closed by one thread. */
@FunctionalInterface
public interface GroupJudge extends AutoCloseable {
    /** The verdict on a group; a pure function of it. */
    Verdict judge(Group group);

    /** Frees what the judge holds. */
    @Override
    default void close() {}
}
