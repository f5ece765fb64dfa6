package dev.agon.protocol.message;

import dev.agon.protocol.Group;
import dev.agon.protocol.WorkId;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a judge is asked. */
public sealed interface JudgeCommand extends Message {
    /** Judge the groups of a unit of work; answered by {@link RolloutCommand.ShardVerdicts}. */
    record JudgeShard(WorkId id, List<Group> groups, ActorRef<RolloutCommand> worker) implements JudgeCommand {
        public JudgeShard {
            groups = List.copyOf(groups);
        }
    }
}
