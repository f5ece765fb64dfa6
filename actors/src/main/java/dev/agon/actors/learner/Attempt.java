package dev.agon.actors.learner;

import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One grant on its way to an update: first the base's place, then the shards one by one in id order. Immutable.
 *
 * @param grant what was granted
 * @param base the verified directory of the base version on this node
 * @param shards the shards that are here, a beginning of the granted ones
 */
@Decision
record Attempt(UpdateGranted grant, Optional<String> base, List<WorkResult> shards) {
    static Attempt at(UpdateGranted grant) {
        return new Attempt(grant, Optional.empty(), List.of());
    }

    Attempt located(String directory) {
        return new Attempt(grant, Optional.of(directory), shards);
    }

    /** The shard to ask for; empty once all are here. */
    Optional<WorkId> missing() {
        return shards.size() < grant.shards().size()
                ? Optional.of(grant.shards().get(shards.size()))
                : Optional.empty();
    }

    /** With this shard, if it is the one that is missing. */
    Attempt fetched(long term, WorkResult shard) {
        if (term != grant.term() || missing().filter(shard.id()::equals).isEmpty()) {
            return this;
        }
        List<WorkResult> more = new ArrayList<>(shards);
        more.add(shard);
        return new Attempt(grant, base, List.copyOf(more));
    }

    List<JudgedGroup> groups() {
        return shards.stream().flatMap(shard -> shard.groups().stream()).toList();
    }
}
