package dev.agon.actors.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.Verdict;
import java.util.List;

/** Says who of each group's completions beats whom. Not thread-safe: made, used and closed by one thread. */
@FunctionalInterface
public interface GroupJudge extends AutoCloseable {
    /** A verdict on each group of a unit of work; a pure function of them. */
    List<Verdict> judge(List<Group> groups);

    /** Frees what the judge holds. */
    @Override
    default void close() {}
}
