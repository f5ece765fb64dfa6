package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentsTest {
    private static final List<WorkItem> OPEN = open();

    private final Assignments<String> assignments = new Assignments<>(new Lateness<>(new Lateness.Patience(2_000, 3)));

    @Test
    void aWorkerGetsNoMoreThanItAsksFor() {
        assignments.requested("a", 1, 2, List.of(), 0);
        assertEquals(OPEN.subList(0, 2), assignments.assign(OPEN, 0).get(0).items());
        assertTrue(assignments.assign(OPEN, 0).isEmpty(), "a request is answered once");
    }

    @Test
    void workersShareWhatIsOpen() {
        assignments.requested("a", 1, 4, List.of(), 0);
        assignments.requested("b", 1, 4, List.of(), 0);
        List<Assignments.Grant<String>> grants = assignments.assign(OPEN, 0);
        assertEquals(2, grants.size());
        assertEquals(
                OPEN.size(), grants.stream().mapToInt(g -> g.items().size()).sum());
        assertTrue(grants.get(0).items().size() - grants.get(1).items().size() <= 1);
    }

    @Test
    void whatADeadWorkerHeldIsGivenToAnother() {
        assignments.requested("a", 1, 4, List.of(), 0);
        List<WorkItem> held = assignments.assign(OPEN, 0).get(0).items();
        assignments.requested("b", 1, 4, List.of(), 0);
        assignments.assign(OPEN, 0);
        assignments.gone("a");
        assignments.requested("b", 2, 4, ids(OPEN.subList(held.size(), OPEN.size())), 0);
        assertEquals(held, assignments.assign(OPEN, 0).get(0).items());
    }

    @Test
    void anItemThatIsHeldIsNotGivenAwayByANewCoordinator() {
        assignments.requested("a", 7, 0, ids(OPEN.subList(0, 2)), 0);
        assignments.requested("b", 3, 4, List.of(), 0);
        assertTrue(assignments.assign(OPEN, 0).stream()
                .flatMap(grant -> grant.items().stream())
                .noneMatch(OPEN.subList(0, 2)::contains));
    }

    @Test
    void aGrantThatGotLostIsMadeAgain() {
        assignments.requested("a", 1, 1, List.of(), 0);
        assertEquals(OPEN.subList(0, 1), assignments.assign(OPEN, 0).get(0).items());
        assignments.requested("a", 2, 1, List.of(), 0); // may have crossed the grant
        assertEquals(OPEN.subList(1, 2), assignments.assign(OPEN, 0).get(0).items());
        assignments.requested("a", 5, 1, ids(OPEN.subList(1, 2)), 0);
        assertEquals(OPEN.subList(0, 1), assignments.assign(OPEN, 0).get(0).items());
    }

    @Test
    void whatASilentWorkerHoldsIsGivenToAnotherToo() {
        assignments.requested("a", 1, 4, List.of(), 0);
        List<WorkItem> held = assignments.assign(OPEN, 0).get(0).items();
        assignments.requested("b", 1, 4, ids(OPEN.subList(held.size(), OPEN.size())), 2_000);
        assertTrue(assignments.assign(OPEN, 2_000).isEmpty(), "a is not silent yet");
        Assignments.Grant<String> grant = assignments.assign(OPEN, 2_001).get(0);
        assertEquals(held, grant.items());
        assertEquals(ids(held), grant.reissued());
        assignments.requested("c", 1, 4, List.of(), 2_001);
        assertTrue(assignments.assign(OPEN, 2_001).isEmpty(), "b is not late");
    }

    @Test
    void aSilentWorkerIsGivenNothing() {
        assignments.requested("a", 1, 4, List.of(), 0);
        assertTrue(assignments.assign(OPEN, 2_001).isEmpty());
        assignments.requested("a", 2, 4, List.of(), 2_001);
        assertEquals(OPEN.subList(0, 4), assignments.assign(OPEN, 2_001).get(0).items());
    }

    @Test
    void aUnitThatTakesSeveralTimesAsLongAsTheOthersIsGivenToAnotherToo() {
        List<WorkItem> of = training(5);
        WorkItem slow = of.get(0);
        assignments.requested("a", 1, 1, List.of(), 0);
        assertEquals(List.of(slow), assignments.assign(of, 0).get(0).items());
        for (int done = 1; done < 4; done++) {
            long now = 1_000L * done;
            assignments.requested("a", 1 + done, 0, List.of(slow.id()), now);
            assignments.requested("b", done, 1, List.of(), now - 1_000);
            assertEquals(
                    List.of(of.get(done)),
                    assignments
                            .assign(List.of(slow, of.get(done)), now - 1_000)
                            .get(0)
                            .items());
            assignments.done(of.get(done).id(), "b", now);
        }
        List<WorkItem> open = List.of(slow);
        assignments.requested("b", 4, 1, List.of(), 3_000);
        assertTrue(assignments.assign(open, 3_000).isEmpty(), "three times a second has not passed");
        assertEquals(List.of(slow.id()), assignments.assign(open, 3_001).get(0).reissued());
    }

    @Test
    void aWorkerIsNotGivenItsOwnUnitAgain() {
        assignments.requested("a", 1, 4, List.of(), 0);
        List<WorkItem> held = assignments.assign(OPEN, 0).get(0).items();
        assignments.requested("a", 2, 4, ids(held), 0);
        assignments.assign(OPEN, 0);
        assertTrue(assignments.assign(OPEN, 9_000).isEmpty());
    }

    private static List<WorkItem> training(int units) {
        RunPlan plan = FakeRun.plan(new PolicyVersion(0, "start", "00", 1), 1, true);
        PromptSource prompts = (purpose, iteration) -> IntStream.range(0, 2 * units)
                .mapToObj(p -> new Prompt("p" + p, "word", Map.of()))
                .toList();
        return Stage.training(
                        new RunPlan("", 7, plan.start(), 1, 2, 4, 2, 1, true, Schedule.STRICT, 0.95, prompts),
                        0,
                        plan.start(),
                        AnswerQueue.EMPTY)
                .open()
                .toList();
    }

    private static List<WorkId> ids(List<WorkItem> items) {
        return items.stream().map(WorkItem::id).toList();
    }

    private static List<WorkItem> open() {
        RunPlan plan = FakeRun.plan(new PolicyVersion(0, "start", "00", 1), 1, true);
        return RunState.initial(plan).apply(Origin.of(plan).event()).openItems();
    }
}
