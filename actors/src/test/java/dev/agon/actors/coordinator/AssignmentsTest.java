package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentsTest {
    private static final List<WorkItem> OPEN = open();

    private final Assignments<String> assignments = new Assignments<>();

    @Test
    void aWorkerGetsNoMoreThanItAsksFor() {
        assignments.requested("a", 1, 2, List.of());
        assertEquals(OPEN.subList(0, 2), assignments.assign(OPEN).get(0).items());
        assertTrue(assignments.assign(OPEN).isEmpty(), "a request is answered once");
    }

    @Test
    void workersShareWhatIsOpen() {
        assignments.requested("a", 1, 4, List.of());
        assignments.requested("b", 1, 4, List.of());
        List<Assignments.Grant<String>> grants = assignments.assign(OPEN);
        assertEquals(2, grants.size());
        assertEquals(
                OPEN.size(), grants.stream().mapToInt(g -> g.items().size()).sum());
        assertTrue(grants.get(0).items().size() - grants.get(1).items().size() <= 1);
    }

    @Test
    void whatADeadWorkerHeldIsGivenToAnother() {
        assignments.requested("a", 1, 4, List.of());
        List<WorkItem> held = assignments.assign(OPEN).get(0).items();
        assignments.requested("b", 1, 4, List.of());
        assignments.assign(OPEN);
        assignments.gone("a");
        assignments.requested("b", 2, 4, ids(OPEN.subList(held.size(), OPEN.size())));
        assertEquals(held, assignments.assign(OPEN).get(0).items());
    }

    @Test
    void anItemThatIsHeldIsNotGivenAwayByANewCoordinator() {
        assignments.requested("a", 7, 0, ids(OPEN.subList(0, 2)));
        assignments.requested("b", 3, 4, List.of());
        assertTrue(assignments.assign(OPEN).stream()
                .flatMap(grant -> grant.items().stream())
                .noneMatch(OPEN.subList(0, 2)::contains));
    }

    @Test
    void aGrantThatGotLostIsMadeAgain() {
        assignments.requested("a", 1, 1, List.of());
        assertEquals(OPEN.subList(0, 1), assignments.assign(OPEN).get(0).items());
        assignments.requested("a", 2, 1, List.of()); // may have crossed the grant
        assertEquals(OPEN.subList(1, 2), assignments.assign(OPEN).get(0).items());
        assignments.requested("a", 5, 1, ids(OPEN.subList(1, 2)));
        assertEquals(OPEN.subList(0, 1), assignments.assign(OPEN).get(0).items());
    }

    private static List<WorkId> ids(List<WorkItem> items) {
        return items.stream().map(WorkItem::id).toList();
    }

    private static List<WorkItem> open() {
        RunPlan plan = FakeRun.plan(new PolicyVersion(0, "start", "00", 1), 1, true);
        return RunState.initial(plan).apply(Origin.of(plan).event()).openItems();
    }
}
