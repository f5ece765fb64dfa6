package dev.agon.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.Failures;
import dev.agon.actors.FakeRun;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.RunSetups;
import dev.agon.actors.security.HttpAccess;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.CoordinatorCommand.FollowVersions;
import dev.agon.protocol.message.CoordinatorCommand.ReportFailure;
import dev.agon.protocol.message.CoordinatorCommand.RequestWork;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.Follow;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.NodeCommand.CoordinatorAwaited;
import dev.agon.protocol.message.NodeCommand.CurrentJob;
import dev.agon.protocol.message.NodeCommand.NoJob;
import dev.agon.protocol.message.RolloutCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rollout node does at the word of the keeper of jobs. */
class NodeActorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Config CONFIG = ConfigFactory.parseString("pekko.cluster.roles = [rollout]")
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("node", CONFIG);
    private static final Job JOB = new Job(1, "fake", "", JobState.RUNNING, "");

    private static final Job LARGE = new Job(7, "large", "", JobState.RUNNING, "");

    private final TestProbe<CoordinatorCommand> first = KIT.createTestProbe();
    private final TestProbe<CoordinatorCommand> second = KIT.createTestProbe();
    private final AtomicReference<@Nullable NodeCommand> word = new AtomicReference<>();
    private final ActorRef<NodeCommand> node;

    NodeActorTest(@TempDir Path directory) {
        NodeSetup setup = FakeRun.setup(
                directory.resolve("run"), FakeRun.plan(FakeRun.startingModel(directory.resolve("model")), 2, false), 1);
        RunSetups setups =
                new RunSetups(job -> job.equals(LARGE) ? setup.without("It is too large.") : setup, Runnable::run);
        HttpAccess access = new HttpAccess(Optional.empty(), Map.of(), PATIENCE);
        ActorRef<JobsCommand> keeper = KIT.spawn(Behaviors.receiveMessage(this::answer));
        node = KIT.spawn(NodeActor.following(keeper, setups, new WeightsExchange(access)));
    }

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void theWorkOfAJobGoesOnWhileItsCoordinatorMoves() {
        node.tell(new CurrentJob(JOB, first.getRef()));
        ActorRef<RolloutCommand> worker = workerAt(first);
        node.tell(new CoordinatorAwaited(JOB.id()));
        node.tell(new CurrentJob(JOB, second.getRef()));
        assertEquals(worker, workerAt(second));
    }

    @Test
    void theWorkEndsWithItsJob() {
        word.set(new CurrentJob(JOB, first.getRef()));
        TestProbe<RolloutCommand> watcher = KIT.createTestProbe();
        ActorRef<RolloutCommand> worker = workerAt(first);
        word.set(new NoJob());
        watcher.expectTerminated(worker, PATIENCE);
        word.set(new CurrentJob(JOB, second.getRef()));
        ActorRef<RolloutCommand> next = workerAt(second);
        assertNotEquals(worker, next);
        word.set(new CoordinatorAwaited(JOB.id() + 1));
        watcher.expectTerminated(next, PATIENCE);
    }

    @Test
    void aNodeThatIsTooSmallSaysSoAndLeavesTheWorkToOthers() {
        LoggingTestKit.warn("This node is too small for run fake and only keeps weights for it. It is too large.")
                .expect(KIT.system(), () -> {
                    node.tell(new CurrentJob(LARGE, first.getRef()));
                    return Done.getInstance();
                });
        first.fishForMessage( // it keeps weights
                PATIENCE,
                message -> message instanceof FollowVersions
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.fail("unexpected: " + message));
        word.set(new CurrentJob(JOB, second.getRef())); // the part in the other job has ended before this one begins
        workerAt(second);
        CoordinatorCommand last = new ReportFailure(Failures.of(new IllegalStateException("the last message")));
        first.getRef().tell(last);
        List<CoordinatorCommand> said = first.fishForMessage(
                PATIENCE,
                message -> message.equals(last) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect());
        assertTrue(said.stream().noneMatch(RequestWork.class::isInstance), said::toString);
    }

    /** The keeper of jobs says the same as often as it is asked; a node asks until it has its part. */
    private Behavior<JobsCommand> answer(JobsCommand question) {
        NodeCommand answer = word.get();
        if (answer != null && question instanceof Follow follow) {
            follow.node().tell(answer);
        }
        return Behaviors.same();
    }

    private static ActorRef<RolloutCommand> workerAt(TestProbe<CoordinatorCommand> coordinator) {
        return coordinator
                .fishForMessage(
                        PATIENCE,
                        message -> message instanceof RequestWork
                                ? FishingOutcomes.complete()
                                : FishingOutcomes.continueAndIgnore())
                .stream()
                .map(RequestWork.class::cast)
                .findFirst()
                .orElseThrow()
                .worker();
    }
}
