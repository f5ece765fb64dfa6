package dev.agon.actors.learner;

import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.wire.LedgerWire;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How far a learner is with what it was granted, and what it does next. The owner tells it what arrives and then does
 * the {@link #next} step, again and again until it is answered; a repetition, a loss or an answer that comes late
 * changes no result.
 */
@Decision
public final class Learning {
    /** What a learner does next. */
    public sealed interface Step {}

    /** Ask for a grant. */
    public record Ask() implements Step {}

    /** Have the base's weights verified. */
    public record Locate(PolicyVersion base) implements Step {}

    /** Ask for a shard of the grant. */
    public record Fetch(long term, WorkId id) implements Step {}

    /**
     * Make the update.
     *
     * @param iteration number of the base
     * @param base where the base's weights lie
     * @param resume whether the weights and the optimizer must be read from there first
     * @param groups what to learn from, in id order
     */
    public record Learn(int iteration, String base, boolean resume, List<JudgedGroup> groups) implements Step {}

    /** Offer the update for commit. */
    public record Offer(UpdateCommitted update) implements Step {}

    /** Tell that the granted update cannot be made. */
    public record GiveUp(long term, int iteration, RunFailure failure) implements Step {}

    private Optional<Attempt> attempt = Optional.empty();
    private Optional<UpdateCommitted> offer = Optional.empty();
    private Optional<RunFailure> failure = Optional.empty();
    private Optional<PolicyVersion> held = Optional.empty(); // the version whose weights the learner has in memory
    private long latestTerm;
    private int latestIteration;

    // ---- what arrives -----------------------------------------------------------------------------------------------

    /**
     * A grant. One that is older than what is known already, because it was late or comes from a coordinator that has
     * been replaced, is ignored: working on it would delete a checkpoint that is committed.
     *
     * @return whether there is something new to do
     */
    public boolean granted(UpdateGranted grant) {
        boolean outdated = grant.term() < latestTerm || grant.iteration() < latestIteration;
        if (outdated || attempt.filter(current -> current.grant().equals(grant)).isPresent()) {
            return false;
        }
        latestTerm = grant.term();
        latestIteration = grant.iteration();
        begin(Optional.of(Attempt.at(grant)));
        return true;
    }

    /** The base's weights are on this node. */
    public boolean located(PolicyVersion version) {
        Optional<Attempt> waiting =
                attempt.filter(current -> current.base().isEmpty() && isBase(current, version.number()));
        waiting.ifPresent(current -> attempt = Optional.of(current.located(version.place())));
        return waiting.isPresent();
    }

    /** The base's weights are not to be had. */
    public boolean unavailable(int version, RunFailure cause) {
        boolean waiting = attempt.filter(current -> current.base().isEmpty() && isBase(current, version))
                .isPresent();
        if (waiting) {
            failure = Optional.of(cause);
        }
        return waiting;
    }

    private static boolean isBase(Attempt attempt, int version) {
        return attempt.grant().base().number() == version;
    }

    /** A shard; only the one that is asked for counts. */
    public boolean fetched(ShardFetched fetched) {
        Optional<Attempt> before = attempt;
        attempt = attempt.map(current -> current.fetched(fetched.term(), fetched.result()));
        return !attempt.equals(before);
    }

    /** An update is in the ledger. */
    public boolean stored(UpdateStored stored) {
        latestIteration = Math.max(latestIteration, stored.iteration() + 1);
        if (offer.filter(update -> update.iteration() == stored.iteration()).isEmpty()) {
            return false;
        }
        begin(Optional.empty());
        return true;
    }

    /** A grant, or what was made of it, is void. */
    public boolean refused(UpdateRefused refused) {
        if (attempt.filter(current -> current.grant().iteration() == refused.iteration())
                .isEmpty()) {
            return false;
        }
        begin(Optional.empty());
        held = Optional.empty();
        return true;
    }

    private void begin(Optional<Attempt> next) {
        attempt = next;
        offer = Optional.empty();
        failure = Optional.empty();
    }

    // ---- what the learner has done ----------------------------------------------------------------------------------

    /** The weights in memory are about to change, and are nobody's until they are published. */
    public void learning() {
        held = Optional.empty();
    }

    /**
     * The update is made and its checkpoint written.
     *
     * @throws IllegalStateException if none was to be made
     */
    public void published(PolicyVersion version, SortedMap<String, Double> metrics) {
        Attempt current = attempt.orElseThrow(() -> new IllegalStateException("nothing was granted"));
        held = Optional.of(version);
        offer = Optional.of(new UpdateCommitted(
                current.grant().term(),
                current.grant().iteration(),
                version,
                LedgerWire.digest(current.shards()),
                metrics));
    }

    /** The update failed, and what was in memory is gone; it can be tried again. */
    public void failed() {
        held = Optional.empty();
    }

    /** The update failed, and no repetition cures it. */
    public void failed(RunFailure cause) {
        held = Optional.empty();
        failure = Optional.of(cause);
    }

    // ---- what is next -----------------------------------------------------------------------------------------------

    /** What to do now; to be repeated as long as nothing arrives. */
    public Step next() {
        if (attempt.isEmpty()) {
            return new Ask();
        }
        Attempt current = attempt.get();
        UpdateGranted grant = current.grant();
        if (failure.isPresent()) {
            return new GiveUp(grant.term(), grant.iteration(), failure.get());
        } else if (offer.isPresent()) {
            return new Offer(offer.get());
        } else if (current.base().isEmpty()) {
            return new Locate(grant.base());
        } else if (current.missing().isPresent()) {
            return new Fetch(grant.term(), current.missing().get());
        }
        return new Learn(grant.iteration(), current.base().get(), !inMemory(grant.base()), current.groups());
    }

    private boolean inMemory(PolicyVersion base) {
        return held.filter(version ->
                        version.number() == base.number() && version.sha256().equals(base.sha256()))
                .isPresent();
    }
}
