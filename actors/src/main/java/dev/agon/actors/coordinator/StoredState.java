package dev.agon.actors.coordinator;

import dev.agon.protocol.event.RunSnapshot;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/** A run's state as the ledger's snapshots hold it. */
final class StoredState implements SnapshotAdapter<RunState> {
    private final RunPlan plan;

    StoredState(RunPlan plan) {
        this.plan = plan;
    }

    @Override
    public Object toJournal(RunState state) {
        return state.snapshot();
    }

    @Override
    public RunState fromJournal(Object stored) {
        return RunState.restore(plan, (RunSnapshot) stored);
    }
}
