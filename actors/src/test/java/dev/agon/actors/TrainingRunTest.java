package dev.agon.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.ledger.LedgerReader;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.learner.DivergedException;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.summary.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
    @TempDir
    private Path temporary;

    private PolicyVersion start = new PolicyVersion(0, "", "", 0);

    @BeforeEach
    void makeModel() {
        start = FakeRun.startingModel(temporary.resolve("model"));
    }

    @Test
    void aRunTrainsValidatesAndTests() throws Exception {
        List<RunProgress> heard = new ArrayList<>();
        Path directory = temporary.resolve("run");
        RunSummary summary = run(setup(directory, 3, false, 2), progress -> {
            synchronized (heard) {
                heard.add(progress);
            }
        });
        assertEquals(3, summary.updates().size());
        assertEquals(4, summary.evaluations().size());
        assertEquals(0.5, summary.evaluations().get(0).againstStart().mean());
        assertEquals(5, summary.outcomes().size());
        assertEquals(3, summary.result().number());
        assertEquals("checkpoints/step-000003", summary.result().place());
        assertEquals(20, summary.updates().get(0).samples());
        assertEquals(List.of(2, 3), new Checkpoints(directory).numbers());
        assertEquals(
                3,
                heard.stream().filter(RunProgress.UpdateDone.class::isInstance).count());
        assertEquals(
                4,
                heard.stream()
                        .filter(RunProgress.VersionEvaluated.class::isInstance)
                        .count());
        assertEachShardOnce(directory);
    }

    @Test
    void validatingBesideTheUpdateChangesNoResult() throws Exception {
        RunSummary one = run(setup(temporary.resolve("a"), 3, false, 1), TrainingRunTest::nobody);
        RunSummary other = run(setup(temporary.resolve("b"), 3, true, 3), TrainingRunTest::nobody);
        assertEquals(one, other);
    }

    @Test
    void aRunThatIsStoppedAtAnyPointAndResumedEndsWithTheSameHash() throws Exception {
        RunSummary undisturbed = run(setup(temporary.resolve("undisturbed"), 4, true, 2), TrainingRunTest::nobody);
        Path directory = temporary.resolve("disturbed");
        for (int shards : List.of(1, 2, 4, 6)) {
            stopAfter(shards, setup(directory, 4, true, 2));
        }
        assertEquals(undisturbed, run(setup(directory, 4, true, 2), TrainingRunTest::nobody));
        assertEachShardOnce(directory);
    }

    @Test
    void aRunWhoseProcessIsKilledAndResumedEndsWithTheSameHash() throws Exception {
        RunSummary undisturbed = run(setup(temporary.resolve("undisturbed"), 4, true, 2), TrainingRunTest::nobody);
        Path directory = temporary.resolve("killed");
        for (int messages : List.of(1, 5, 11)) {
            assertEquals(9, playInAProcess(directory, messages));
        }
        assertEquals(undisturbed, run(setup(directory, 4, true, 2), TrainingRunTest::nobody));
        assertEachShardOnce(directory);
    }

    @Test
    void aFinishedRunEndsAtOnceWithItsSummary() throws Exception {
        NodeSetup setup = setup(temporary.resolve("run"), 1, false, 1);
        assertEquals(run(setup, TrainingRunTest::nobody), run(setup, TrainingRunTest::nobody));
    }

    @Test
    void anotherConfigurationIsRefused() throws Exception {
        Path directory = temporary.resolve("run");
        run(setup(directory, 1, false, 1), TrainingRunTest::nobody);
        RunPlan plan = FakeRun.plan(start, 1, false);
        RunPlan other = new RunPlan("other", 7, start, 1, 2, 4, 2, 1, false, 0.95, plan.prompts());
        assertInstanceOf(ConfigurationException.class, failure(FakeRun.setup(directory, other, 1)));
    }

    @Test
    void divergenceEndsTheRunAndTheCheckpointsStay() {
        NodeSetup setup = setup(temporary.resolve("run"), 2, false, 1);
        NodeSetup diverging = new NodeSetup(
                setup.name(),
                setup.directory(),
                setup.plan(),
                2,
                1,
                1,
                setup.generators(),
                () -> FakeRun.failing(new DivergedException("The loss is NaN.")),
                setup.learners());
        assertInstanceOf(DivergedException.class, failure(diverging));
    }

    @Test
    void aComputationThatFailsNowAndThenIsTriedAgain() throws Exception {
        RunSummary undisturbed = run(setup(temporary.resolve("a"), 2, false, 1), TrainingRunTest::nobody);
        NodeSetup setup = setup(temporary.resolve("b"), 2, false, 1);
        AtomicInteger calls = new AtomicInteger();
        NodeSetup failing = new NodeSetup(
                setup.name(),
                setup.directory(),
                setup.plan(),
                2,
                1,
                1,
                setup.generators(),
                () -> group -> {
                    if (calls.incrementAndGet() % 10 == 0) {
                        throw new IllegalStateException("now and then");
                    }
                    return FakeRun.judge(group);
                },
                setup.learners());
        assertEquals(undisturbed, run(failing, TrainingRunTest::nobody));
    }

    @Test
    void aClusterThatDoesNotFormEndsTheRun() {
        TrainingRun run = TrainingRun.start(
                setup(temporary.resolve("run"), 1, false, 1),
                TrainingRunTest::nobody,
                ConfigFactory.parseString("pekko.cluster.min-nr-of-members = 2, agon-actors.form-timeout = 300ms"));
        Throwable failure = assertThrows(
                        ExecutionException.class,
                        () -> run.finished().toCompletableFuture().get(60, TimeUnit.SECONDS))
                .getCause();
        assertInstanceOf(ClusterException.class, failure);
        assertTrue(String.valueOf(Objects.requireNonNull(failure).getMessage()).contains("after 0.3 s"));
    }

    @Test
    void damagedWeightsAreNotAdopted() throws Exception {
        NodeSetup setup = setup(temporary.resolve("run"), 1, false, 1);
        Files.writeString(temporary.resolve("model").resolve(Checkpoints.WEIGHTS), "43");
        assertInstanceOf(InputException.class, failure(setup));
    }

    private NodeSetup setup(Path directory, int iterations, boolean besideUpdate, int workers) {
        return FakeRun.setup(directory, FakeRun.plan(start, iterations, besideUpdate), workers);
    }

    private static RunSummary run(NodeSetup setup, Consumer<RunProgress> listener) throws Exception {
        return TrainingRun.start(setup, listener)
                .finished()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
    }

    private static Throwable failure(NodeSetup setup) {
        return Objects.requireNonNull(assertThrows(ExecutionException.class, () -> run(setup, TrainingRunTest::nobody))
                .getCause());
    }

    private static void nobody(RunProgress progress) {
        assertNotNull(progress);
    }

    private static void stopAfter(int shards, NodeSetup setup) throws Exception {
        CountDownLatch reached = new CountDownLatch(shards);
        TrainingRun run = TrainingRun.start(setup, progress -> {
            if (progress instanceof RunProgress.ShardDone || progress instanceof RunProgress.RunDone) {
                reached.countDown();
            }
        });
        assertTrue(reached.await(120, TimeUnit.SECONDS));
        run.stop();
        assertThrows(
                ExecutionException.class,
                () -> run.finished().toCompletableFuture().get(120, TimeUnit.SECONDS));
    }

    private int playInAProcess(Path directory, int messages) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        temporary.resolve("model").toString(),
                        directory.toString(),
                        Integer.toString(messages))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void assertEachShardOnce(Path directory) {
        List<WorkId> ids = new ArrayList<>();
        new LedgerReader(directory).read((number, written, event) -> {
            if (event instanceof RunEvent.ShardJudged judged) {
                ids.add(judged.result().id());
            }
        });
        assertEquals(ids.stream().distinct().count(), ids.size());
    }
}
