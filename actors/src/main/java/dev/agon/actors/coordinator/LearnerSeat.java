package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which learner has the grant and which ones wait for it. Nothing here is stored: learners repeat their request, and
 * two that work on the same update arrive at the same weights, of which one commit counts.
 *
 * @param <L> how a learner is addressed
 */
@Decision
public final class LearnerSeat<L> {
    private final Set<L> waiting = new LinkedHashSet<>();
    private Optional<L> granted = Optional.empty();

    /** This learner is free; if it had the grant, it lost it on the way or has done with it. */
    public void asked(L learner) {
        granted = granted.filter(holder -> !holder.equals(learner));
        waiting.add(learner);
    }

    /** This learner is no more. */
    public void gone(L learner) {
        waiting.remove(learner);
        granted = granted.filter(holder -> !holder.equals(learner));
    }

    /** The granted update is in the ledger. */
    public void vacate() {
        granted = Optional.empty();
    }

    /** Gives the grant to the learner that has waited longest; empty if nobody waits or somebody has it. */
    public Optional<L> seat() {
        if (granted.isEmpty()) {
            granted = waiting.stream().findFirst();
            granted.ifPresent(waiting::remove);
            return granted;
        }
        return Optional.empty();
    }
}
