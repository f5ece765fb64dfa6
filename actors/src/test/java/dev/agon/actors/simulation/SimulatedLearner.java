package dev.agon.actors.simulation;

import dev.agon.actors.learner.Learning;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;

/** What the learner actor is around its progress; an update blocks it, so messages wait meanwhile. */
final class SimulatedLearner extends Node {
    private final Learning learning = new Learning();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private Disk.Policy policy = Disk.Policy.START;
    private boolean busy;

    SimulatedLearner(World world) {
        super(world);
    }

    @Override
    void start() {
        proceed();
    }

    @Override
    void tick() {
        if (!busy) {
            proceed();
        }
    }

    @Override
    void gone() {
        world.tellCoordinators(coordinator -> coordinator.onGone(this));
    }

    void onUpdateGranted(UpdateGranted granted) {
        whenFree(() -> proceedIf(learning.granted(granted)));
    }

    void onShardFetched(ShardFetched fetched) {
        whenFree(() -> proceedIf(learning.fetched(fetched)));
    }

    void onUpdateStored(UpdateStored stored) {
        whenFree(() -> proceedIf(learning.stored(stored)));
    }

    void onUpdateRefused(UpdateRefused refused) {
        whenFree(() -> proceedIf(learning.refused(refused)));
    }

    private void onLocate(PolicyVersion base) {
        whenFree(() -> proceedIf(
                world.disk.verify(base)
                        ? learning.located(base)
                        : learning.unavailable(base.number(), SimulatedWorker.missing(base))));
    }

    private void whenFree(Runnable handler) {
        if (busy) {
            waiting.add(handler);
        } else {
            handler.run();
        }
    }

    private void proceedIf(boolean news) {
        if (news) {
            proceed();
        }
    }

    private void proceed() {
        Learning.Step step = learning.next();
        if (step instanceof Learning.Ask) {
            world.tellCoordinator(c -> c.onRequestGrant(this));
        } else if (step instanceof Learning.Locate locate) {
            world.send(this, () -> onLocate(locate.base()));
        } else if (step instanceof Learning.Fetch fetch) {
            world.tellCoordinator(c -> c.onFetchShard(this, fetch.term(), fetch.id()));
        } else if (step instanceof Learning.Learn learn) {
            update(learn);
        } else if (step instanceof Learning.Offer offer) {
            world.tellCoordinator(c -> c.onCommitUpdate(this, offer.update()));
        } else if (step instanceof Learning.GiveUp lost) {
            world.tellCoordinator(c -> c.onReportUnlearned(this, lost.term(), lost.iteration(), lost.failure()));
        }
    }

    /** In parts, between which it may be suspended or die. */
    private void update(Learning.Learn learn) {
        if (world.has(Flaw.CLEAR_LATER_CHECKPOINTS)) {
            world.disk.discardAfter(learn.iteration());
        }
        if (learn.resume()) {
            Optional<Disk.Policy> base = world.disk.read(learn.iteration());
            if (base.isEmpty()) {
                learning.failed(SimulatedWorker.missing(Disk.Policy.START.version(learn.iteration())));
                proceed();
                return;
            }
            policy = world.has(Flaw.FORGET_OPTIMIZER)
                    ? new Disk.Policy(base.get().weights(), Disk.Policy.START.optimizer())
                    : base.get();
        }
        world.learns(learn);
        learning.learning();
        policy = policy.updated(learn.groups(), learn.iteration());
        busy = true;
        world.later(this, () -> {
            if (world.has(Flaw.REPLACE_EQUAL_CHECKPOINT)) {
                world.disk.discardAfter(learn.iteration());
            }
            world.disk.clear(learn.iteration() + 1, policy);
            world.later(this, () -> publish(learn.iteration() + 1));
        });
    }

    private void publish(int number) {
        world.disk.write(number, policy);
        if (world.crashesNow(this)) {
            return;
        }
        learning.published(policy.version(number), new TreeMap<>());
        busy = false;
        proceed();
        while (!busy && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Override
    public String toString() {
        return (busy ? "busy " : "") + "learner at " + learning.next();
    }
}
