package dev.agon.actors.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.RunSetups;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.Follow;
import dev.agon.protocol.message.JobsCommand.Stop;
import dev.agon.protocol.message.JobsCommand.Submit;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.JobsReply.Listed;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.NodeCommand.CoordinatorAwaited;
import dev.agon.protocol.message.NodeCommand.NoJob;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the keeper of jobs tells the nodes. */
class JobKeeperTest {
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
    private static final ActorTestKit KIT = ActorTestKit.create("jobs", CONFIG);
    private static final Executor NEVER = task -> {};

    private final TestProbe<JobsReply> user = KIT.createTestProbe();
    private final TestProbe<NodeCommand> node = KIT.createTestProbe();

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void aNodeIsToldToWaitWhileTheJobThatHasTheClusterIsPrepared() {
        ActorRef<JobsCommand> keeper = KIT.spawn(keeper());
        assertEquals(new NoJob(), whatRuns(keeper));
        keeper.tell(new Submit("first", "config", user.getRef()));
        int id = user.expectMessageClass(Listed.class).jobs().get(0).id();
        assertEquals(new CoordinatorAwaited(id), whatRuns(keeper));

        KIT.stop(keeper);
        ActorRef<JobsCommand> next = KIT.spawn(keeper()); // on another node, which has prepared nothing yet
        assertEquals(new CoordinatorAwaited(id), whatRuns(next));
        next.tell(new Stop("first", user.getRef()));
        user.expectMessageClass(Listed.class);
        assertEquals(new NoJob(), whatRuns(next));
    }

    /** A keeper that ended for good would leave its node's cluster without one until the node dies. */
    @Test
    void aLedgerThatFailsIsTriedAgain() {
        PersistenceTestKit ledger = PersistenceTestKit.create(KIT.system());
        ActorRef<JobsCommand> keeper = KIT.spawn(keeper("failing"));
        assertEquals(new NoJob(), whatRuns(keeper));

        ledger.failNextPersisted("failing");
        keeper.tell(new Submit("first", "config", user.getRef()));
        assertEquals(new NoJob(), whatRuns(keeper), "what was not written did not happen");
        keeper.tell(new Submit("first", "config", user.getRef()));
        int id = user.expectMessageClass(Listed.class).jobs().get(0).id();
        ledger.failNextPersisted("failing");
        keeper.tell(new Stop("first", user.getRef()));
        assertEquals(new CoordinatorAwaited(id), whatRuns(keeper));

        KIT.stop(keeper);
        ledger.failNextRead("failing");
        assertEquals(new CoordinatorAwaited(id), whatRuns(KIT.spawn(keeper("failing"))));
    }

    private static Behavior<JobsCommand> keeper() {
        return keeper("jobs");
    }

    private static Behavior<JobsCommand> keeper(String persistenceId) {
        RunSetups setups = new RunSetups(JobKeeperTest::unprepared, NEVER);
        return JobKeeper.create(persistenceId, setups, (job, keeper) -> unreported(), NEVER);
    }

    private static NodeSetup unprepared(Object job) {
        throw new AssertionError(job);
    }

    private static RunReporter unreported() {
        throw new AssertionError();
    }

    private NodeCommand whatRuns(ActorRef<JobsCommand> keeper) {
        keeper.tell(new Follow(node.getRef()));
        return node.receiveMessage();
    }
}
