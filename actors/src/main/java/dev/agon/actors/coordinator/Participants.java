package dev.agon.actors.coordinator;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RolloutCommand.WorkGranted;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.RunProgress.TermStarted;
import dev.agon.protocol.message.RunProgress.UpdateDone;
import dev.agon.protocol.message.RunProgress.UpdateStarted;
import dev.agon.protocol.message.RunProgress.VersionEvaluated;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Whom a coordinator works with: workers, the learner, the nodes' weights actors and those who watch. All of it is
 * volatile and comes back by itself, because everybody repeats its request.
 */
final class Participants {
    private final ActorContext<?> context;
    private final Assignments<ActorRef<RolloutCommand>> assignments = new Assignments<>();
    private final Set<ActorRef<LearnerCommand>> waitingLearners = new LinkedHashSet<>();
    private final Set<ActorRef<WeightsCommand>> weights = new LinkedHashSet<>();
    private final Set<ActorRef<RunProgress>> observers = new LinkedHashSet<>();
    private Optional<ActorRef<LearnerCommand>> learner = Optional.empty();
    private int announcedUpdate = -1;

    Participants(ActorContext<?> context) {
        this.context = context;
    }

    // ---- who is there -----------------------------------------------------------------------------------------------

    void requestWork(RequestWork request) {
        context.watch(request.worker());
        assignments.requested(request.worker(), request.sequence(), request.capacity(), request.held());
    }

    void requestGrant(ActorRef<LearnerCommand> asking) {
        context.watch(asking);
        if (learner.filter(asking::equals).isPresent()) {
            learner = Optional.empty(); // it lost the grant, or has done with it
        }
        waitingLearners.add(asking);
    }

    void followVersions(ActorRef<WeightsCommand> follower, RunState state) {
        if (weights.add(follower)) {
            context.watch(follower);
            follower.tell(new VersionsCommitted(state.versions(), state.oldestNeeded()));
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
        waitingLearners.removeIf(waiting -> same(waiting, actor));
        weights.removeIf(follower -> same(follower, actor));
        observers.removeIf(observer -> same(observer, actor));
        learner = learner.filter(granted -> !same(granted, actor));
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
        assignments.assign(state.openItems()).forEach(grant -> grant.worker()
                .tell(new WorkGranted(grant.sequence(), grant.items())));
        if (learner.isEmpty() && !waitingLearners.isEmpty()) {
            state.grant().ifPresent(results -> grant(state, results));
        }
    }

    private void grant(RunState state, List<WorkResult> results) {
        ActorRef<LearnerCommand> chosen = waitingLearners.iterator().next();
        waitingLearners.remove(chosen);
        learner = Optional.of(chosen);
        PolicyVersion base = state.newest();
        chosen.tell(new UpdateGranted(
                state.term(),
                base.number(),
                base,
                results.stream().map(WorkResult::id).toList()));
        if (announcedUpdate != base.number()) { // a grant may be repeated
            announcedUpdate = base.number();
            announce(new UpdateStarted(base.number()));
        }
    }

    /** The judged shard that the learner asks for, if it is granted. */
    void answerFetch(FetchShard fetch, RunState state) {
        Optional<WorkResult> shard = fetch.term() != state.term()
                ? Optional.empty()
                : state.grant().stream()
                        .flatMap(List::stream)
                        .filter(result -> result.id().equals(fetch.id()))
                        .findFirst();
        fetch.learner()
                .tell(
                        shard.isPresent()
                                ? new ShardFetched(state.term(), shard.get())
                                : new UpdateRefused(
                                        fetch.id().iteration(),
                                        fetch.id() + " is not granted in term " + state.term()));
    }

    /** A worker's result was stored: tells it to those who watch. */
    void resultStored(RunState before, RunState after, WorkResult result) {
        assignments.done(result.id());
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
        learner = Optional.empty();
        announce(new UpdateDone(state.updates().get(state.committedUpdates() - 1)));
        VersionsCommitted committed = new VersionsCommitted(state.versions(), state.oldestNeeded());
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

    private static boolean same(ActorRef<?> one, ActorRef<?> other) {
        return one.equals(other);
    }
}
