package dev.agon.actors.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.agon.actors.coordinator.Assignments;
import dev.agon.actors.coordinator.Drop;
import dev.agon.actors.coordinator.Lateness;
import dev.agon.actors.coordinator.LearnerSeat;
import dev.agon.actors.coordinator.Reception;
import dev.agon.actors.coordinator.RunState;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the coordinator actor is around its decisions: persist, then acknowledge; one command after the other. */
final class SimulatedCoordinator extends Node {
    private static final Lateness.Patience PATIENCE = new Lateness.Patience(2_000, 3);

    private final Assignments<SimulatedWorker> assignments = new Assignments<>(new Lateness<>(PATIENCE));
    private final LearnerSeat<SimulatedLearner> seat = new LearnerSeat<>();
    private RunState state;
    private int position; // events that it has read or written

    SimulatedCoordinator(World world, boolean fromSnapshot) {
        super(world);
        state = world.ledger.replay(fromSnapshot, world.has(Flaw.FORGET_EVENTS));
        position = world.ledger.size();
        assertEquals(Optional.empty(), state.conflict());
    }

    @Override
    void start() {
        List<RunEvent> takeover = state.takeover();
        if (!takeover.isEmpty()) {
            persist(takeover, () -> {});
        }
    }

    @Override
    void tick() {}

    // ---- work -------------------------------------------------------------------------------------------------------

    void onRequestWork(SimulatedWorker worker, long sequence, int capacity, List<WorkId> held) {
        world.watch(worker, this, () -> onGone(worker));
        assignments.requested(worker, sequence, capacity, held, world.now());
        held.stream().filter(state::holds).forEach(id -> acknowledge(worker, id));
        proceed();
    }

    void onReportResult(SimulatedWorker worker, WorkResult result) {
        WorkId id = result.id();
        Reception reception = Reception.of(state, result);
        if (reception instanceof Reception.Known && world.has(Flaw.NO_DUPLICATE_CHECK)) {
            reception = new Reception.Store(new ShardJudged(result));
        }
        if (reception instanceof Reception.Store store) {
            persist(List.of(store.event()), () -> {
                acknowledge(worker, id);
                assignments.done(id, worker, world.now());
            });
        } else if (reception instanceof Reception.Known) {
            world.count(Drop.DUPLICATE_RESULT);
            acknowledge(worker, id);
        } else if (reception instanceof Reception.Unknown) {
            world.count(Drop.UNKNOWN_RESULT);
            if (world.has(Flaw.ACKNOWLEDGE_UNKNOWN)) {
                acknowledge(worker, id);
            }
        } else {
            fail("the result of " + id + " does not answer its prompts");
        }
    }

    void onReportUnanswered(SimulatedWorker worker, WorkId id, RunFailure failure) {
        Reception reception = Reception.ofUnanswered(state, id);
        if (reception instanceof Reception.Known) {
            acknowledge(worker, id);
        } else if (reception instanceof Reception.Fatal && isCurrent()) {
            fail("the run ends: " + failure.message());
        }
    }

    private void acknowledge(SimulatedWorker worker, WorkId id) {
        world.acknowledged(id);
        world.send(worker, () -> worker.onResultStored(id));
    }

    // ---- updates ----------------------------------------------------------------------------------------------------

    void onRequestGrant(SimulatedLearner learner) {
        world.watch(learner, this, () -> onGone(learner));
        seat.asked(learner);
        proceed();
    }

    void onFetchShard(SimulatedLearner learner, long term, WorkId id) {
        Optional<WorkResult> shard = state.granted(term, id);
        if (shard.isPresent()) {
            ShardFetched fetched = new ShardFetched(state.term(), shard.get());
            world.send(learner, () -> learner.onShardFetched(fetched));
        } else {
            refuse(learner, id.iteration(), "not granted");
        }
    }

    void onCommitUpdate(SimulatedLearner learner, UpdateCommitted offered) {
        UpdateCommitted update = world.has(Flaw.NO_TERM_CHECK)
                ? new UpdateCommitted(
                        state.term(), offered.iteration(), offered.version(), offered.groupsDigest(), offered.metrics())
                : offered;
        Reception reception = Reception.of(state, update);
        int iteration = update.iteration();
        if (reception instanceof Reception.Store store) {
            world.commits(offered, state.term());
            persist(List.of(store.event()), () -> {
                storedUpdate(learner, iteration);
                seat.vacate();
                world.tellWeights(new VersionsCommitted(state.term(), state.versions(), state.oldestNeeded()));
            });
        } else if (reception instanceof Reception.Known) {
            storedUpdate(learner, iteration);
        } else if (reception instanceof Reception.Refused refused) {
            world.count(refused.drop());
            refuse(learner, iteration, refused.reason());
        }
    }

    void onReportUnlearned(SimulatedLearner learner, long term, int iteration, RunFailure failure) {
        Reception reception = Reception.ofUnlearned(state, term, iteration);
        if (reception instanceof Reception.Refused refused) {
            world.count(refused.drop());
            refuse(learner, iteration, refused.reason());
        } else if (isCurrent()) {
            fail("the run ends: " + failure.message());
        }
    }

    private void storedUpdate(SimulatedLearner learner, int iteration) {
        world.acknowledged(iteration);
        world.send(learner, () -> learner.onUpdateStored(new UpdateStored(iteration)));
    }

    private void refuse(SimulatedLearner learner, int iteration, String reason) {
        world.send(learner, () -> learner.onUpdateRefused(new UpdateRefused(iteration, reason)));
    }

    // ---- who is gone, and what is next ------------------------------------------------------------------------------

    void onGone(SimulatedWorker worker) {
        assignments.gone(worker);
        proceed();
    }

    void onGone(SimulatedLearner learner) {
        seat.gone(learner);
        proceed();
    }

    private void proceed() {
        if (state.finished()) {
            return;
        } else if (state.complete()) {
            persist(List.of(new RunFinished(state.newest())), () -> {});
            return;
        }
        for (Assignments.Grant<SimulatedWorker> grant : assignments.assign(state.openItems(), world.now())) {
            world.reissued(grant.reissued().size());
            world.send(grant.worker(), () -> grant.worker().onWorkGranted(grant.items()));
        }
        state.nextUpdate().ifPresent(update -> seat.seat().ifPresent(learner -> {
            UpdateGranted sent = world.has(Flaw.ARRIVAL_ORDER) ? inOrderOfArrival(update) : update;
            world.send(learner, () -> learner.onUpdateGranted(sent));
        }));
    }

    private UpdateGranted inOrderOfArrival(UpdateGranted update) {
        List<WorkId> shards = new ArrayList<>(update.shards());
        shards.sort(Comparator.comparingInt(world.ledger::arrival));
        return new UpdateGranted(update.term(), update.iteration(), update.base(), shards);
    }

    /** Writes events and then does what follows; the process may die before, between or after, or be fenced. */
    private void persist(List<RunEvent> events, Runnable then) {
        boolean early = world.has(Flaw.ACKNOWLEDGE_FIRST);
        if (early) {
            then.run();
        }
        if (world.crashesNow(this)) {
            return;
        }
        if (!world.ledger.append(position, events)) {
            world.fenced(this);
            return;
        }
        position += events.size();
        for (RunEvent event : events) {
            state = state.apply(event);
        }
        if (world.takesSnapshot()) {
            world.ledger.keep(state.snapshot(), position);
        }
        if (world.crashesNow(this)) {
            return;
        }
        if (!early) {
            then.run();
        }
        proceed();
    }

    /** Whether it knows all that is in the ledger: what one that has been replaced thinks ends no run. */
    boolean isCurrent() {
        return position == world.ledger.size();
    }

    boolean finished() {
        return state.finished();
    }

    /** The oldest checkpoint that must be there as long as this coordinator knows all. */
    void checkCheckpoints() {
        if (isCurrent() && !state.finished()) {
            state.openItems().forEach(item -> world.requireCheckpoint(item.policy()));
            world.requireCheckpoint(state.newest());
        }
    }

    @Override
    public String toString() {
        return "coordinator of term " + state.term() + " with open "
                + state.openItems().stream().map(item -> item.id()).toList() + " and grant " + state.nextUpdate();
    }
}
