package dev.agon.actors.coordinator;

import dev.agon.actors.ActorSettings;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.ReportResult;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RolloutCommand.ResultStored;
import dev.agon.protocol.message.RolloutCommand.WorkGranted;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.Dropped;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.RunProgress.TermStarted;
import dev.agon.protocol.message.RunProgress.UpdateDone;
import dev.agon.protocol.message.RunProgress.UpdateStarted;
import dev.agon.protocol.message.RunProgress.VersionEvaluated;
import dev.agon.protocol.message.RunProgress.WorkHandedOut;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Whom a coordinator works with: workers, the learner, the nodes' weights actors and those who watch. All of it is
 * volatile and comes back by itself, because everybody repeats its request.
 */
final class Participants {
    private final ActorContext<?> context;
    private final Assignments<ActorRef<RolloutCommand>> assignments;
    private final LearnerSeat<ActorRef<LearnerCommand>> seat = new LearnerSeat<>();
    private final Map<Drop, Long> drops = new EnumMap<>(Drop.class);
    private final Set<ActorRef<WeightsCommand>> weights = new LinkedHashSet<>();
    private final Set<ActorRef<RunProgress>> observers = new LinkedHashSet<>();
    private int announcedUpdate = -1;

    Participants(ActorContext<?> context) {
        this.context = context;
        this.assignments = new Assignments<>(
                new Lateness<>(ActorSettings.of(context.getSystem()).patience()));
    }

    // ---- who is there -----------------------------------------------------------------------------------------------

    /** A worker's account; it is told what it need not hold any longer, because another was first. */
    void requestWork(RequestWork request, RunState state) {
        context.watch(request.worker());
        assignments.requested(request.worker(), request.sequence(), request.capacity(), request.held(), now());
        request.held().stream().filter(state::holds).forEach(id -> request.worker()
                .tell(new ResultStored(id)));
    }

    void requestGrant(ActorRef<LearnerCommand> asking) {
        context.watch(asking);
        seat.asked(asking);
    }

    void followVersions(ActorRef<WeightsCommand> follower, RunState state) {
        if (weights.add(follower)) {
            context.watch(follower);
            follower.tell(new VersionsCommitted(state.term(), state.versions(), state.oldestNeeded()));
        }
    }

    void observe(
            ActorRef<RunProgress> observer,
            RunState state,
            boolean begun,
            int iterations,
            Optional<RunFailure> failure) {
        boolean isNew = observers.add(observer);
        if (isNew) {
            context.watch(observer);
        }
        if (failure.isPresent()) {
            observer.tell(new RunFailed(failure.get()));
        } else if (begun && state.finished()) {
            observer.tell(new RunDone(state.summary()));
        } else if (begun && isNew) {
            observer.tell(new TermStarted(state.term(), state.committedUpdates(), iterations));
        }
    }

    /** A watched actor is gone; what it held is free again. */
    void gone(ActorRef<Void> actor) {
        assignments.gone(actor.unsafeUpcast());
        seat.gone(actor.unsafeUpcast());
        weights.removeIf(follower -> same(follower, actor));
        observers.removeIf(observer -> same(observer, actor));
    }

    // ---- what they are told -----------------------------------------------------------------------------------------

    void begin(RunState state, int iterations) {
        announce(new TermStarted(state.term(), state.committedUpdates(), iterations));
        if (state.finished()) {
            announceEnd(state);
        }
    }

    /** Answers those who wait, as far as the state allows. */
    void handOut(RunState state) {
        assignments.assign(state.openWork(), now()).forEach(grant -> {
            if (!grant.reissued().isEmpty()) {
                context.getLog().info("{} given to a second worker, because the first is late", grant.reissued());
            }
            grant.worker().tell(new WorkGranted(grant.sequence(), grant.items()));
            announce(new WorkHandedOut(grant.items().size(), grant.reissued().size()));
        });
        state.nextUpdate().ifPresent(update -> seat.seat().ifPresent(learner -> grant(learner, update)));
    }

    private void grant(ActorRef<LearnerCommand> learner, UpdateGranted update) {
        learner.tell(update);
        if (announcedUpdate != update.iteration()) { // a grant may be repeated
            announcedUpdate = update.iteration();
            announce(new UpdateStarted(update.iteration()));
        }
    }

    /** The judged shard that the learner asks for, if it is granted. */
    void answerFetch(FetchShard fetch, RunState state) {
        Optional<WorkResult> shard = state.granted(fetch.term(), fetch.id());
        fetch.learner()
                .tell(
                        shard.isPresent()
                                ? new ShardFetched(state.term(), shard.get())
                                : new UpdateRefused(
                                        fetch.id().iteration(),
                                        fetch.id() + " is not granted in term " + state.term()));
    }

    /** Something that arrived was dropped: counts it and tells it to those who watch. */
    void dropped(Drop drop) {
        announce(new Dropped(drop.label(), drops.merge(drop, 1L, Long::sum)));
    }

    /** A worker's result was stored: tells it to those who watch. */
    void resultStored(RunState before, RunState after, ReportResult report) {
        WorkResult result = report.result();
        assignments.done(result.id(), report.worker(), now());
        OpenStages.Progress progress = before.progress(result.id()).orElseThrow();
        announce(new ShardDone(
                result.id().purpose(),
                result.id().iteration(),
                progress.done() + 1,
                progress.total(),
                result.effort()));
        for (int v = before.evaluations().size(); v < after.evaluations().size(); v++) {
            announce(new VersionEvaluated(after.evaluations().get(v)));
        }
    }

    /** The learner's update was stored: tells it to those who watch, and the nodes which weights stay. */
    void updateStored(RunState state) {
        seat.vacate();
        announce(new UpdateDone(state.updates().get(state.committedUpdates() - 1)));
        VersionsCommitted committed = new VersionsCommitted(state.term(), state.versions(), state.oldestNeeded());
        weights.forEach(follower -> follower.tell(committed));
    }

    void announceEnd(RunState state) {
        announce(new RunDone(state.summary()));
    }

    void announceOutage(LedgerAwaited outage) {
        announce(outage);
    }

    void announceFailure(RunFailure failure) {
        announce(new RunFailed(failure));
    }

    private void announce(RunProgress progress) {
        observers.forEach(observer -> observer.tell(progress));
    }

    /** Milliseconds of a clock that never goes back. */
    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static boolean same(ActorRef<?> one, ActorRef<?> other) {
        return one.equals(other);
    }
}
