package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent.RunStarted;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.CommitUpdate;
import dev.agon.protocol.message.CoordinatorCommand.FetchShard;
import dev.agon.protocol.message.CoordinatorCommand.Observe;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.ReportResult;
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
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell around {@link RunState}: persist, then acknowledge; terms; whoever dies. */
class CoordinatorTest {
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
    private static final AtomicInteger RUNS = new AtomicInteger();
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
        run = "test-" + RUNS.incrementAndGet();
        coordinator = KIT.spawn(Coordinator.create(PLAN, run, failure -> {}));
    }

    @Test
    void aTermBeginsAndAResultIsStoredBeforeItIsAcknowledged() {
        WorkResult result = result(granted(1).get(0));
        coordinator.tell(new ReportResult(result, worker.getRef()));
        assertEquals(result.id(), worker.expectMessageClass(ResultStored.class).id());
        assertEquals(
                new RunStarted("digest", 7, PLAN.start()),
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
        KIT.stop(coordinator);
        coordinator = KIT.spawn(Coordinator.create(PLAN, run, failure -> {}));
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

    private List<WorkItem> granted(int capacity) {
        sequence++;
        coordinator.tell(new RequestWork(worker.getRef(), sequence, capacity, List.of()));
        return worker.expectMessageClass(WorkGranted.class).items();
    }

    /** Answers whatever is open until the learner is granted the first update. */
    private UpdateGranted playToGrant() {
        int shards = 2 + 3; // VALIDATE 0, TRAIN 0
        for (int s = 0; s < shards; s++) {
            coordinator.tell(new ReportResult(result(granted(1).get(0)), worker.getRef()));
            worker.expectMessageClass(ResultStored.class);
        }
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
        List<Group> groups = FakeRun.answer(item, 42);
        return new WorkResult(
                item.id(),
                groups.stream()
                        .map(group -> new JudgedGroup(group, FakeRun.judge(group)))
                        .toList(),
                new WorkResult.Effort(1, 2, 3));
    }
}
