package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** Plays coordinator, workers and learner by turns, with a ledger that survives crashes. */
final class Game {
    private final RunPlan plan;
    private final IntUnaryOperator choice;
    final List<RunEvent> ledger = new ArrayList<>();
    RunState state;

    Game(RunPlan plan, IntUnaryOperator choice) {
        this.plan = plan;
        this.choice = choice;
        this.state = RunState.initial(plan);
        state.takeover().forEach(this::persist);
    }

    /** One step: some open item is answered, or the learner commits, or the run ends. */
    Optional<WorkResult> play() {
        List<WorkItem> open = state.openItems();
        if (state.complete()) {
            persist(new RunFinished(state.newest()));
        } else if (state.grant().isPresent() && (open.isEmpty() || choice.applyAsInt(2) == 0)) {
            commit(update(state.term()));
        } else if (!open.isEmpty()) {
            WorkResult result = answer(open.get(choice.applyAsInt(open.size())));
            report(result);
            return Optional.of(result);
        }
        return Optional.empty();
    }

    /** As {@link #play}, but what is evaluated waits as long as something else can be done. */
    void playTrainingFirst() {
        Optional<WorkItem> training = state.openItems().stream()
                .filter(item -> item.id().purpose() == Purpose.TRAIN)
                .findFirst();
        if (training.isPresent()) {
            report(answer(training.get()));
        } else if (state.grant().isPresent()) {
            commit(update(state.term()));
        } else {
            play();
        }
    }

    RunSummary playToTheEnd() {
        while (!state.finished()) {
            play();
        }
        return state.summary();
    }

    void report(WorkResult result) {
        if (state.awaits(result.id())) {
            assertTrue(state.fits(result));
            persist(new ShardJudged(result));
        }
    }

    void commitOfAnEarlierTerm() {
        if (state.grant().isPresent()) {
            commit(update(state.term() - 1));
        }
    }

    private void commit(UpdateCommitted update) {
        if (state.refusal(update).isEmpty()) {
            persist(update);
        }
    }

    UpdateCommitted update(long term) {
        List<WorkResult> granted = state.grant().orElseThrow();
        String digest = LedgerWire.digest(granted);
        int next = state.committedUpdates() + 1;
        return new UpdateCommitted(
                term, next - 1, new PolicyVersion(next, "step-" + next, digest, next), digest, new TreeMap<>());
    }

    /** The coordinator dies and replays its events. */
    void crash() {
        state = replayed(plan);
        state.takeover().forEach(this::persist);
    }

    /** The coordinator dies and begins from a snapshot. */
    void restart() {
        state = RunState.restore(plan, state.snapshot());
        state.takeover().forEach(this::persist);
    }

    /** What a coordinator with this plan makes of the ledger. */
    RunState replayed(RunPlan now) {
        RunState replayed = RunState.initial(now);
        for (RunEvent event : ledger) {
            replayed = replayed.apply(event);
        }
        return replayed;
    }

    List<WorkId> shards() {
        return ledger.stream()
                .filter(ShardJudged.class::isInstance)
                .map(event -> ((ShardJudged) event).result().id())
                .sorted(Comparator.comparing(WorkId::toString))
                .toList();
    }

    private void persist(RunEvent event) {
        ledger.add(event);
        state = state.apply(event);
    }

    private static WorkResult answer(WorkItem item) {
        return FakeRun.result(item, item.policy().number());
    }
}
