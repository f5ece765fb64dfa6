package dev.agon.actors.coordinator;

import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete;
import static org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.CommitUpdate;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.Observe;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.ReportResult;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnanswered;
import dev.agon.protocol.message.CoordinatorCommand.ReportUnlearned;
import dev.agon.protocol.message.CoordinatorCommand.RequestGrant;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RolloutCommand.ResultStored;
import dev.agon.protocol.message.RolloutCommand.WorkGranted;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.wire.LedgerWire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell around {@link RunState}: persist, then acknowledge; terms; whoever dies. */
class CoordinatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Config CONFIG = ConfigFactory.parseString(
                    """
                    pekko.actor.provider = local
                    # A machine under load starts the journal slowly.
                    pekko.actor.testkit.typed.single-expect-default = 60s
                    """)
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("coordinator", CONFIG);
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
    private static final SnapshotTestKit SNAPSHOTS = SnapshotTestKit.create(KIT.system());
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final LedgerDatabase LEDGER = FakeRun.ledger(Path.of("not-opened"));
    private static final RunPlan PLAN = FakeRun.plan(new PolicyVersion(0, "start", "00", 1), 2, false);

    private ActorRef<CoordinatorCommand> coordinator =
            KIT.<CoordinatorCommand>createTestProbe().getRef();
    private final TestProbe<RolloutCommand> worker = KIT.createTestProbe();
    private final TestProbe<LearnerCommand> learner = KIT.createTestProbe();
    private String run = "";
    private long sequence;

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void startCoordinator() {
        startCoordinator(PLAN);
    }

    private void startCoordinator(RunPlan plan) {
        run = "test-" + RUNS.incrementAndGet();
        coordinator = KIT.spawn(Coordinator.create(plan, "run|" + run, LEDGER.outage(), progress -> {}));
    }

    private void restart(RunPlan plan) {
        KIT.stop(coordinator);
        coordinator = KIT.spawn(Coordinator.create(plan, "run|" + run, LEDGER.outage(), progress -> {}));
    }

    @Test
    void aTermBeginsAndAResultIsStoredBeforeItIsAcknowledged() {
        WorkResult result = result(granted(1).get(0));
        coordinator.tell(new ReportResult(result, worker.getRef()));
        assertEquals(result.id(), worker.expectMessageClass(ResultStored.class).id());
        assertEquals(
                Origin.of(PLAN).event(),
                JOURNAL.persistedInStorage("run|" + run).get(0));
        assertEquals(new TermBegun(1), JOURNAL.persistedInStorage("run|" + run).get(1));
        assertEquals(
                new ShardJudged(result),
                JOURNAL.persistedInStorage("run|" + run).get(2));
    }

    @Test
    void aSecondCopyIsAcknowledgedAndDropped() {
        WorkResult result = result(granted(1).get(0));
        for (int copy = 0; copy < 3; copy++) {
            coordinator.tell(new ReportResult(result, worker.getRef()));
            worker.expectMessageClass(ResultStored.class);
        }
        assertEquals(3, JOURNAL.persistedInStorage("run|" + run).size());
    }

    @Test
    void whatADeadWorkerHeldIsGivenToAnother() {
        TestProbe<RolloutCommand> mortal = KIT.createTestProbe();
        coordinator.tell(new RequestWork(mortal.getRef(), 1, 4, List.of()));
        List<WorkItem> held = mortal.expectMessageClass(WorkGranted.class).items();
        coordinator.tell(new RequestWork(worker.getRef(), 1, 4, List.of()));
        mortal.stop();
        assertEquals(
                held.get(0),
                worker.expectMessageClass(WorkGranted.class).items().get(0));
    }

    @Test
    void anUpdateIsGrantedFetchedInOrderAndCommittedOnce() {
        UpdateGranted grant = playToGrant();
        List<WorkResult> shards = fetch(grant);
        CommitUpdate commit = commit(grant.term(), shards);
        coordinator.tell(commit);
        coordinator.tell(commit);
        assertEquals(0, learner.expectMessageClass(UpdateStored.class).iteration());
        assertEquals(0, learner.expectMessageClass(UpdateStored.class).iteration());
        assertEquals(
                1,
                JOURNAL.persistedInStorage("run|" + run).stream()
                        .filter(UpdateCommitted.class::isInstance)
                        .count());
        assertEquals(1, granted(4).get(0).policy().number());
    }

    @Test
    void aCommitUnderAnEarlierTermIsRefused() {
        UpdateGranted grant = playToGrant();
        List<WorkResult> shards = fetch(grant);
        restart(PLAN);
        coordinator.tell(commit(grant.term(), shards));
        learner.expectMessageClass(UpdateRefused.class);
        coordinator.tell(new RequestGrant(learner.getRef()));
        UpdateGranted again = learner.expectMessageClass(UpdateGranted.class);
        assertEquals(2, again.term());
        assertEquals(shards, fetch(again));
        coordinator.tell(commit(again.term(), shards));
        learner.expectMessageClass(UpdateStored.class);
    }

    @Test
    void aFailureAtAnUpdateEndsTheRunOnlyIfItIsToBeMade() {
        RunFailure failure = new RunFailure(RunFailure.Kind.INPUT, "The weights are gone.");
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        UpdateGranted grant = playToGrant();
        coordinator.tell(new ReportUnlearned(grant.term() - 1, 0, failure, learner.getRef()));
        learner.expectMessageClass(UpdateRefused.class);
        coordinator.tell(new Observe(observer.getRef()));
        observer.expectMessageClass(RunProgress.TermStarted.class);
        coordinator.tell(new ReportUnlearned(grant.term(), 0, failure, learner.getRef()));
        assertEquals(failure, observer.expectMessageClass(RunFailed.class).failure());
    }

    @Test
    void whatIsDroppedIsCountedUnderItsReason() {
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        UpdateGranted grant = playToGrant();
        coordinator.tell(new Observe(observer.getRef()));
        observer.expectMessageClass(RunProgress.TermStarted.class);
        List<WorkResult> shards = fetch(grant);
        for (int copy = 1; copy <= 2; copy++) {
            coordinator.tell(new ReportResult(shards.get(0), worker.getRef()));
            assertEquals(
                    new RunProgress.Dropped("duplicates refused", copy),
                    observer.expectMessageClass(RunProgress.Dropped.class));
        }
        coordinator.tell(commit(grant.term() - 1, shards));
        assertEquals(
                new RunProgress.Dropped("stale commits refused", 1),
                observer.expectMessageClass(RunProgress.Dropped.class));
    }

    @Test
    void aWorkerIsToldToForgetWhatAnotherHasDone() {
        WorkItem item = granted(1).get(0);
        TestProbe<RolloutCommand> other = KIT.createTestProbe();
        coordinator.tell(new ReportResult(result(item), other.getRef()));
        other.expectMessageClass(ResultStored.class);
        coordinator.tell(new RequestWork(worker.getRef(), ++sequence, 0, List.of(item.id())));
        assertEquals(item.id(), worker.expectMessageClass(ResultStored.class).id());
    }

    @Test
    void aFailureReachesTheObserversAndNothingIsStoredAfterIt() {
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        WorkResult result = result(granted(1).get(0));
        coordinator.tell(new Observe(observer.getRef()));
        observer.expectMessageClass(RunProgress.TermStarted.class);
        RunFailure failure = new RunFailure(RunFailure.Kind.MODEL, "The model is gone.");
        coordinator.tell(new ReportFailure(failure));
        assertEquals(failure, observer.expectMessageClass(RunFailed.class).failure());
        coordinator.tell(new ReportResult(result, worker.getRef()));
        coordinator.tell(new Observe(observer.getRef()));
        assertEquals(failure, observer.expectMessageClass(RunFailed.class).failure());
        assertEquals(2, JOURNAL.persistedInStorage("run|" + run).size());
    }

    @Test
    void aRunThatBeganWithOtherWeightsIsRefusedBeforeAnythingIsStored() {
        coordinator.tell(new ReportResult(result(granted(1).get(0)), worker.getRef()));
        worker.expectMessageClass(ResultStored.class);
        restart(FakeRun.plan(new PolicyVersion(0, "start", "99", 1), 2, false));
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        coordinator.tell(new Observe(observer.getRef()));
        RunFailure refused = observer.expectMessageClass(RunFailed.class).failure();
        assertEquals(RunFailure.Kind.CONFIGURATION, refused.kind());
        assertTrue(refused.message().contains("other weights"), refused.message());
        assertEquals(3, JOURNAL.persistedInStorage("run|" + run).size());
    }

    @Test
    void aUnitThatCannotBeAnsweredEndsTheRunOnlyIfItIsWanted() {
        WorkResult result = result(granted(1).get(0));
        RunFailure failure = new RunFailure(RunFailure.Kind.INPUT, "The weights are gone.");
        coordinator.tell(new ReportResult(result, worker.getRef()));
        worker.expectMessageClass(ResultStored.class);
        coordinator.tell(new ReportUnanswered(result.id(), failure, worker.getRef()));
        assertEquals(result.id(), worker.expectMessageClass(ResultStored.class).id());

        WorkItem wanted = granted(1).get(0);
        coordinator.tell(new ReportUnanswered(wanted.id(), failure, worker.getRef()));
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        coordinator.tell(new Observe(observer.getRef()));
        assertEquals(failure, observer.expectMessageClass(RunFailed.class).failure());
    }

    @Test
    void theEndIsWrittenOnce() {
        startCoordinator(FakeRun.plan(PLAN.start(), 1, false));
        UpdateGranted grant = playToGrant();
        coordinator.tell(commit(grant.term(), fetch(grant)));
        learner.expectMessageClass(UpdateStored.class);
        answer(2 + 1); // VALIDATE 1, TEST 0
        WorkResult last = result(granted(1).get(0));
        coordinator.tell(new ReportResult(last, worker.getRef()));
        for (int crossing = 0; crossing < 20; crossing++) {
            coordinator.tell(new RequestWork(worker.getRef(), ++sequence, 4, List.of()));
        }
        worker.expectMessageClass(ResultStored.class);
        TestProbe<RunProgress> observer = KIT.createTestProbe();
        coordinator.tell(new Observe(observer.getRef()));
        observer.fishForMessage(PATIENCE, progress -> progress instanceof RunDone ? complete() : continueAndIgnore());
        coordinator.tell(new ReportResult(last, worker.getRef()));
        worker.expectMessageClass(ResultStored.class);
        assertEquals(
                1,
                JOURNAL.persistedInStorage("run|" + run).stream()
                        .filter(RunFinished.class::isInstance)
                        .count());
    }

    @Test
    void onlyTheLastTwoSnapshotsStayAndARestartBeginsFromOne() {
        int units = 350;
        RunPlan plan = planOf(units);
        startCoordinator(plan);
        granted(units)
                .subList(0, units - 1)
                .forEach(item -> coordinator.tell(new ReportResult(result(item), worker.getRef())));
        worker.receiveSeveralMessages(units - 1, PATIENCE);
        worker.awaitAssert(() -> {
            assertEquals(
                    List.of(200L, 300L),
                    SNAPSHOTS.persistedInStorage("run|" + run).stream()
                            .map(snapshot -> snapshot.first().sequenceNr())
                            .toList());
            return true;
        });
        restart(plan);
        assertEquals(units - 1, granted(1).get(0).id().shard());
    }

    private List<WorkItem> granted(int capacity) {
        sequence++;
        coordinator.tell(new RequestWork(worker.getRef(), sequence, capacity, List.of()));
        return worker.expectMessageClass(WorkGranted.class).items();
    }

    private void answer(int units) {
        for (int unit = 0; unit < units; unit++) {
            coordinator.tell(new ReportResult(result(granted(1).get(0)), worker.getRef()));
            worker.expectMessageClass(ResultStored.class);
        }
    }

    /** A plan whose first stage has so many units. */
    private static RunPlan planOf(int units) {
        List<Prompt> prompts = IntStream.range(0, units)
                .mapToObj(p -> new Prompt("prompt-" + p, "word " + p, Map.of()))
                .toList();
        return new RunPlan(
                "digest",
                7,
                PLAN.start(),
                1,
                1,
                1,
                1,
                1,
                false,
                Schedule.STRICT,
                0.95,
                (purpose, iteration) -> prompts);
    }

    /** Answers whatever is open until the learner is granted the first update. */
    private UpdateGranted playToGrant() {
        answer(2 + 3); // VALIDATE 0, TRAIN 0
        coordinator.tell(new RequestGrant(learner.getRef()));
        UpdateGranted grant = learner.expectMessageClass(UpdateGranted.class);
        assertEquals(3, grant.shards().size());
        return grant;
    }

    private List<WorkResult> fetch(UpdateGranted grant) {
        List<WorkResult> shards = new ArrayList<>();
        for (WorkId id : grant.shards()) {
            coordinator.tell(new FetchShard(grant.term(), id, learner.getRef()));
            shards.add(learner.expectMessageClass(ShardFetched.class).result());
        }
        assertTrue(shards.stream().map(WorkResult::id).toList().equals(grant.shards()));
        return shards;
    }

    private CommitUpdate commit(long term, List<WorkResult> shards) {
        return new CommitUpdate(
                term,
                0,
                new PolicyVersion(1, "step-1", "11", 1),
                LedgerWire.digest(shards),
                new TreeMap<>(),
                learner.getRef());
    }

    private static WorkResult result(WorkItem item) {
        return FakeRun.result(item, 42);
    }
}
