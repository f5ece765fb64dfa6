package dev.agon.actors.simulation;

import dev.agon.actors.FakeRun;
import dev.agon.actors.coordinator.Guests;
import dev.agon.actors.coordinator.Reception;
import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.coordinator.RunState;
import dev.agon.actors.coordinator.Schedule;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a run comes to when nothing goes wrong: its state played straight through, without messages, actors or failures.
 *
 * @param results judged groups by the name of their unit
 * @param consumed what each update learned from, in its order
 * @param versions digest of each committed version's weights
 */
record Expectation(
        RunPlan plan,
        SortedMap<String, List<JudgedGroup>> results,
        List<List<JudgedGroup>> consumed,
        List<String> digests,
        List<String> versions,
        RunSummary summary) {

    static final int ITERATIONS = 3;

    /**
     * Small stages, so that a schedule is short; several units each, so that they can be mixed up; opponents out of a
     * queue, so that what is asked depends on what was answered before.
     */
    static RunPlan plan(boolean besideUpdate, Schedule schedule) {
        return new RunPlan(
                "digest",
                7,
                Disk.START,
                ITERATIONS,
                1,
                2,
                new Guests(0, 3, 2),
                2,
                2,
                besideUpdate,
                schedule,
                0.95,
                Expectation::prompts);
    }

    private static List<Prompt> prompts(Purpose purpose, int iteration) {
        String stage = purpose == Purpose.TRAIN ? purpose + "-" + iteration : purpose.toString();
        return IntStream.range(0, purpose == Purpose.VALIDATE ? 2 : 3)
                .mapToObj(p -> new Prompt(stage + "-" + p, "word " + p, Map.of()))
                .toList();
    }

    static Expectation of(RunPlan plan) {
        Disk disk = new Disk();
        SortedMap<String, List<JudgedGroup>> results = new TreeMap<>();
        List<List<JudgedGroup>> consumed = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        RunState state = RunState.initial(plan);
        for (RunEvent event : state.takeover()) {
            state = state.apply(event);
        }
        while (!state.complete()) {
            if (state.nextUpdate().isPresent()) {
                UpdateGranted update = state.nextUpdate().get();
                List<WorkResult> shards = state.grant().orElseThrow();
                List<JudgedGroup> groups = shards.stream()
                        .flatMap(shard -> shard.groups().stream())
                        .toList();
                Disk.Policy policy =
                        disk.read(update.base().number()).orElseThrow().updated(groups, update.iteration());
                disk.write(update.iteration() + 1, policy);
                consumed.add(groups);
                digests.add(LedgerWire.digest(shards));
                versions.add(policy.weights());
                state = state.apply(new UpdateCommitted(
                        state.term(),
                        update.iteration(),
                        policy.version(update.iteration() + 1),
                        LedgerWire.digest(shards),
                        new TreeMap<>()));
            } else {
                WorkItem item = state.openItems().get(0);
                WorkResult result = FakeRun.result(
                        item, disk.read(item.policy().number()).orElseThrow().seed());
                results.put(item.id().toString(), result.groups());
                state = state.apply(((Reception.Store) Reception.of(state, result)).event());
            }
        }
        state = state.apply(new RunFinished(state.newest()));
        return new Expectation(plan, results, consumed, digests, versions, state.summary());
    }

    /** Whether this is the result that the unit has in every schedule. */
    boolean has(ShardJudged event) {
        return event.result().groups().equals(results.get(event.result().id().toString()));
    }
}
