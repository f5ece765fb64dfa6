package dev.agon.actors.rollout;

import dev.agon.protocol.Decision;
import dev.agon.protocol.Group;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.RunFailure;
import java.util.List;

/**
 * How far a worker is with one unit of work.
 *
 * @param <J> how a judge is addressed
 */
@Decision
sealed interface Job<J> {
    /** Not begun. */
    record Waiting<J>(WorkItem item) implements Job<J> {}

    /** With the generator. */
    record Generating<J>(WorkItem item) implements Job<J> {}

    /** Cannot be answered; the coordinator has not said yet whether anybody wants it. */
    record Unanswered<J>(RunFailure failure) implements Job<J> {}

    /** Answered, but there is no judge. */
    record Answered<J>(List<Group> groups, long tokens, double seconds) implements Job<J> {}

    /**
     * With a judge.
     *
     * @param waited repetitions that went by without an answer
     */
    record Judging<J>(Answered<J> answered, J judge, int waited) implements Job<J> {
        Judging<J> waitedLonger() {
            return new Judging<>(answered, judge, waited + 1);
        }
    }

    /** Judged; the coordinator has not acknowledged it yet. */
    record Judged<J>(WorkResult result) implements Job<J> {}
}
