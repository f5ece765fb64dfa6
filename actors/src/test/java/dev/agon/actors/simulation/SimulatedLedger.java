package dev.agon.actors.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.coordinator.RunState;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.event.RunSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The journal: events under consecutive numbers, of which each can be taken once, as the primary key of the real table
 * has it. A coordinator that has been replaced has not seen the later term, so the number that it writes under is
 * taken. Every event is checked against what the run must come to.
 */
final class SimulatedLedger {
    private final Expectation expected;
    private final boolean fenced;
    private final List<RunEvent> events = new ArrayList<>();
    private final Set<String> stored = new TreeSet<>();
    private long term;
    private int committed;
    private RunSnapshot snapshot;
    private int snapshotAt;

    SimulatedLedger(Expectation expected, boolean fenced) {
        this.expected = expected;
        this.fenced = fenced;
        this.snapshot = RunState.initial(expected.plan()).snapshot();
    }

    /** Writes events after the first {@code position} ones; false, and nothing is written, if others are there. */
    boolean append(int position, List<? extends RunEvent> more) {
        if (fenced && position != events.size()) {
            return false;
        }
        for (RunEvent event : more) {
            audit(event);
            events.add(event);
        }
        return true;
    }

    private void audit(RunEvent event) {
        assertFalse(finished(), () -> event + " is written after the end");
        if (event instanceof TermBegun begun) {
            assertTrue(begun.term() > term, () -> "term " + begun.term() + " begins twice");
            term = begun.term();
        } else if (event instanceof ShardJudged judged) {
            assertTrue(
                    stored.add(judged.result().id().toString()),
                    () -> judged.result().id() + " is counted twice");
            assertTrue(expected.has(judged), () -> judged.result().id() + " has another result");
        } else if (event instanceof UpdateCommitted update) {
            assertEquals(term, update.term(), "an update is committed by a stale term");
            assertEquals(committed, update.iteration(), "an update is committed twice or too early");
            assertEquals(expected.digests().get(committed), update.groupsDigest(), "an update learned other groups");
            assertEquals(expected.versions().get(committed), update.version().sha256(), "the weights differ");
            committed++;
        }
    }

    void keep(RunSnapshot taken, int position) {
        snapshot = taken;
        snapshotAt = position;
    }

    /** What a coordinator makes of it: the last snapshot and the events after it, or all events. */
    RunState replay(boolean fromSnapshot, boolean forgetful) {
        RunState state = fromSnapshot && snapshotAt > 0
                ? RunState.restore(expected.plan(), snapshot)
                : RunState.initial(expected.plan());
        if (!forgetful || snapshotAt == 0) {
            for (RunEvent event : events.subList(fromSnapshot ? snapshotAt : 0, events.size())) {
                state = state.apply(event);
            }
        }
        return state;
    }

    int size() {
        return events.size();
    }

    long term() {
        return term;
    }

    int committed() {
        return committed;
    }

    boolean holds(WorkId id) {
        return stored.contains(id.toString());
    }

    /** When the unit's result was written. */
    int arrival(WorkId id) {
        for (int position = 0; position < events.size(); position++) {
            if (events.get(position) instanceof ShardJudged judged
                    && judged.result().id().equals(id)) {
                return position;
            }
        }
        throw new IllegalStateException(id + " is not in the ledger");
    }

    boolean finished() {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof RunFinished;
    }

    /** At the end: every sample is in, and the run came to what it had to. */
    void checkEnd(boolean fromSnapshot) {
        assertEquals(expected.results().keySet(), stored, "samples are lost");
        assertEquals(expected.versions().size(), committed);
        RunState replayed = replay(fromSnapshot, false);
        assertEquals(expected.summary(), replayed.summary());
        assertTrue(replayed.takeover().isEmpty(), "a finished run begins no term");
    }
}
