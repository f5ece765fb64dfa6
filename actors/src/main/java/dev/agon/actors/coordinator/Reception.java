package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import java.util.Optional;

/** What a coordinator does with something that it is offered. */
@Decision
public sealed interface Reception {
    /** To be persisted, and acknowledged only then. */
    record Store(RunEvent event) implements Reception {}

    /** It, or a copy of it, is in the ledger: to be acknowledged and dropped. */
    record Known() implements Reception {}

    /** To be dropped and counted; whoever offered it is told why. */
    record Refused(Drop drop, String reason) implements Reception {}

    /**
     * Neither wanted nor in the ledger as far as this coordinator knows, so it must not be acknowledged: a coordinator
     * that has been replaced knows less than the ledger holds.
     */
    record Unknown() implements Reception {}

    /** What no right worker sends, or what no repetition cures; the run ends. */
    record Fatal() implements Reception {}

    /** What becomes of a result. */
    static Reception of(RunState state, WorkResult result) {
        if (!state.awaits(result.id())) {
            return state.holds(result.id()) ? new Known() : new Unknown();
        }
        return state.fits(result) ? new Store(new ShardJudged(result)) : new Fatal();
    }

    /**
     * What becomes of an update that is offered for commit: compare and set on the term, the iteration and the groups.
     */
    static Reception of(RunState state, UpdateCommitted update) {
        if (state.holds(update)) {
            return new Known();
        }
        Optional<String> refusal = state.refusal(update);
        if (refusal.isEmpty()) {
            return new Store(update);
        }
        return new Refused(update.term() < state.term() ? Drop.STALE_COMMIT : Drop.UNGRANTED_COMMIT, refusal.get());
    }

    /** What becomes of the news that nobody can answer a unit. */
    static Reception ofUnanswered(RunState state, WorkId id) {
        if (state.awaits(id)) {
            return new Fatal();
        }
        return state.holds(id) ? new Known() : new Unknown();
    }

    /** What becomes of the news that an update cannot be made. */
    static Reception ofUnlearned(RunState state, long term, int iteration) {
        return term == state.term()
                        && iteration == state.committedUpdates()
                        && state.grant().isPresent()
                ? new Fatal()
                : new Refused(
                        Drop.VOID_FAILURE, "iteration " + iteration + " of term " + term + " is not to be updated now");
    }
}
