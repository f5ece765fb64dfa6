package dev.agon.actors.rollout;

import dev.agon.protocol.Group;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.JudgeCommand;
import dev.agon.protocol.message.RunFailure;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** How far a worker is with one unit of work. */
sealed interface Job {
    /** Not begun. */
    record Waiting(WorkItem item) implements Job {}

    /** With the generator. */
    record Generating(WorkItem item) implements Job {}

    /** Cannot be answered; the coordinator has not said yet whether anybody wants it. */
    record Unanswered(RunFailure failure) implements Job {}

    /** Answered, but there is no judge. */
    record Answered(List<Group> groups, long tokens, double seconds) implements Job {}

    /**
     * With a judge.
     *
     * @param waited repetitions that went by without an answer
     */
    record Judging(Answered answered, ActorRef<JudgeCommand> judge, int waited) implements Job {
        Judging waitedLonger() {
            return new Judging(answered, judge, waited + 1);
        }
    }

    /** Judged; the coordinator has not acknowledged it yet. */
    record Judged(WorkResult result) implements Job {}
}
