package dev.agon.actors.weights;

import dev.agon.actors.ActorSettings;
import dev.agon.actors.Failures;
import dev.agon.actors.run.Logs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.FollowVersions;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.Internal;
import dev.agon.protocol.message.WeightsCommand.Keep;
import dev.agon.protocol.message.WeightsCommand.Locate;
import dev.agon.protocol.message.WeightsCommand.Secure;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.message.WeightsReply.Located;
import dev.agon.protocol.message.WeightsReply.Unavailable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Keeps a node's checkpoints: has a version on the node's disk, from another node if need be, and its digest verified
 * before anybody on the node adopts it; sees that another node keeps what this one has made; deletes old ones. Files
 * are read and fetched on the dispatcher for blocking work.
 *
 * <p><b>What a crash loses:</b> which versions were verified; they are verified again.
 */
public final class WeightsActor extends AbstractBehavior<WeightsCommand> {
    private enum Tick implements Internal {
        FOLLOW
    }

    /**
     * Whom the keeper deals with.
     *
     * @param run the run's name, under which the keepers of all nodes find each other
     * @param source where versions come from that the node lacks
     * @param nodes the other nodes, of which one keeps what this one has made
     */
    public record Surroundings(String run, WeightsSource source, OtherNodes nodes) {}

    /** What is looked for. */
    private record Wanted(PolicyVersion version, boolean whole) {}

    /** Who waits for it, and since when, by the clock's nanoseconds. */
    private static final class Search {
        private final Set<ActorRef<WeightsReply>> askers = new LinkedHashSet<>();
        private final long begun = System.nanoTime();
        private boolean underWay;
    }

    /** Whether it was there, or came. */
    private record Looked(Wanted wanted, boolean found) implements Internal {}

    /** It cannot be had here. */
    private record Failed(Wanted wanted, Throwable cause) implements Internal {}

    private final Checkpoints checkpoints;
    private final int keep;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final WeightsSource source;
    private final Executor blocking;
    private final SecondCopies copies;
    private final Map<Wanted, Search> searches = new HashMap<>();
    private final Set<Wanted> verified = new LinkedHashSet<>();

    private WeightsActor(
            ActorContext<WeightsCommand> context,
            Checkpoints checkpoints,
            int keep,
            ActorRef<CoordinatorCommand> coordinator,
            Surroundings surroundings) {
        super(context);
        this.checkpoints = checkpoints;
        this.keep = keep;
        this.coordinator = coordinator;
        this.source = surroundings.source();
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        this.copies = new SecondCopies(context, surroundings.run(), coordinator, surroundings.nodes());
    }

    /**
     * The keeper of a node's checkpoints.
     *
     * @param keep committed checkpoints that stay on the disk
     */
    public static Behavior<WeightsCommand> create(
            Checkpoints checkpoints, int keep, ActorRef<CoordinatorCommand> coordinator, Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Tick.FOLLOW, ActorSettings.of(context.getSystem()).pollInterval());
            coordinator.tell(new FollowVersions(context.getSelf()));
            return new WeightsActor(context, checkpoints, keep, coordinator, surroundings);
        }));
    }

    @Override
    public Receive<WeightsCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(Locate.class, locate -> onWanted(new Wanted(locate.version(), false), locate.replyTo()))
                .onMessage(Keep.class, kept -> onWanted(new Wanted(kept.version(), true), kept.replyTo()))
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Secure.class, this::onSecure)
                .onMessage(SecondCopies.News.class, this::onNews)
                .onMessage(VersionsCommitted.class, this::onVersionsCommitted)
                .onMessage(Tick.class, this::onTick)
                .build();
    }

    // ---- having a version -------------------------------------------------------------------------------------------

    private Behavior<WeightsCommand> onWanted(Wanted wanted, ActorRef<WeightsReply> asker) {
        if (verified.contains(wanted)) {
            asker.tell(located(wanted));
            return this;
        }
        Search search = searches.computeIfAbsent(wanted, unknown -> new Search());
        search.askers.add(asker);
        look(wanted, search);
        return this;
    }

    private void look(Wanted wanted, Search search) {
        if (!search.underWay) {
            search.underWay = true;
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(() -> isHere(wanted) || comes(wanted), blocking),
                            (found, failure) ->
                                    failure == null ? new Looked(wanted, found) : new Failed(wanted, failure));
        }
    }

    private boolean isHere(Wanted wanted) {
        return checkpoints.verify(wanted.version()) && (!wanted.whole() || checkpoints.hasOptimizer(wanted.version()));
    }

    private boolean comes(Wanted wanted) {
        return source.fetch(wanted.version(), checkpoints, wanted.whole()) && isHere(wanted);
    }

    private Behavior<WeightsCommand> onLooked(Looked looked) {
        Wanted wanted = looked.wanted();
        Search search = searches.get(wanted);
        if (search == null) {
            return this;
        }
        search.underWay = false;
        if (looked.found()) {
            verified.add(wanted);
            answer(wanted, located(wanted));
        } else if (System.nanoTime() - search.begun >= source.patience().toNanos()) {
            answer(wanted, new Unavailable(wanted.version().number(), missing(wanted)));
        }
        return this;
    }

    private Behavior<WeightsCommand> onFailed(Failed failed) {
        Throwable cause = failed.cause().getCause() == null
                ? failed.cause()
                : failed.cause().getCause(); // what the other thread threw
        answer(failed.wanted(), new Unavailable(failed.wanted().version().number(), Failures.of(cause)));
        return this;
    }

    private void answer(Wanted wanted, WeightsReply reply) {
        Search search = searches.remove(wanted);
        if (search != null) {
            search.askers.forEach(asker -> asker.tell(reply));
        }
    }

    private Located located(Wanted wanted) {
        PolicyVersion version = wanted.version();
        return new Located(new PolicyVersion(
                version.number(), checkpoints.locate(version).toString(), version.sha256(), version.bytes()));
    }

    private RunFailure missing(Wanted wanted) {
        PolicyVersion version = wanted.version();
        if (wanted.whole() && checkpoints.verify(version)) {
            return new RunFailure(RunFailure.Kind.INPUT, checkpoints.withoutOptimizer(version));
        }
        String elsewhere = source.patience().isZero() ? "" : ", and no node of the cluster gives them";
        return new RunFailure(
                RunFailure.Kind.INPUT,
                "The weights in " + checkpoints.locate(version) + " are missing or are not those of version "
                        + version.number() + " (SHA-256 " + version.sha256() + ")" + elsewhere
                        + "; restore them and continue with --resume.");
    }

    // ---- a second copy ----------------------------------------------------------------------------------------------

    private Behavior<WeightsCommand> onSecure(Secure secure) {
        copies.secure(secure);
        return this;
    }

    private Behavior<WeightsCommand> onNews(SecondCopies.News news) {
        copies.heard(news);
        return this;
    }

    // ---- what stays -------------------------------------------------------------------------------------------------

    private Behavior<WeightsCommand> onVersionsCommitted(VersionsCommitted committed) {
        Logs.committed(
                committed.term(),
                committed.versions().get(committed.versions().size() - 1).number());
        int oldest = Retention.oldest(committed, keep);
        verified.removeIf(
                wanted -> wanted.version().number() > 0 && wanted.version().number() < oldest);
        try {
            checkpoints.discardBefore(oldest);
        } catch (RuntimeException e) {
            coordinator.tell(new ReportFailure(Failures.of(e)));
        }
        return this;
    }

    private Behavior<WeightsCommand> onTick(Tick tick) {
        coordinator.tell(new FollowVersions(getContext().getSelf()));
        searches.forEach(this::look);
        copies.repeat();
        return this;
    }
}
