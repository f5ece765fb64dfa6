package dev.agon.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.coordinator.Schedule;
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
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
    private static final int ITERATIONS = 4;
    private static final List<RunProgress> HEARD = Collections.synchronizedList(new ArrayList<>());

    /** The starting model and a run that nothing disturbed, which the others are compared with. */
    @TempDir
    private static Path shared;

    private static PolicyVersion start = new PolicyVersion(0, "", "", 0);
    private static @Nullable RunSummary undisturbed;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void playUndisturbed() throws Exception {
        start = FakeRun.startingModel(shared.resolve("model"));
        undisturbed = run(setup(shared.resolve("run"), ITERATIONS, true, 2), HEARD::add);
    }

    @Test
    void aRunTrainsValidatesAndTests() {
        RunSummary summary = Objects.requireNonNull(undisturbed);
        assertEquals(4, summary.updates().size());
        assertEquals(5, summary.evaluations().size());
        assertEquals(0.5, summary.evaluations().get(0).againstStart().mean());
        assertEquals(5, summary.outcomes().size());
        assertEquals(4, summary.result().number());
        assertEquals("checkpoints/step-000004", summary.result().place());
        assertEquals(20, summary.updates().get(0).samples());
        assertEquals(List.of(3, 4), new Checkpoints(shared.resolve("run")).numbers());
        assertEquals(4, heard(RunProgress.UpdateDone.class));
        assertEquals(5, heard(RunProgress.VersionEvaluated.class));
        assertEachShardOnce(shared.resolve("run"));
    }

    @Test
    void neitherTheOrderOfWorkNorTheNumberOfWorkersChangesTheResult() throws Exception {
        assertEquals(undisturbed, run(setup(temporary.resolve("run"), ITERATIONS, false, 1), TrainingRunTest::nobody));
    }

    @Test
    void aRunThatIsStoppedAndKilledAndResumedEndsWithTheSameHash() throws Exception {
        Path directory = temporary.resolve("run");
        NodeSetup setup = setup(directory, ITERATIONS, true, 2);
        stopAfter(1, setup);
        assertEquals(9, playInAProcess(directory, 5));
        stopAfter(6, setup);
        assertEquals(9, playInAProcess(directory, 11));
        assertEquals(undisturbed, run(setup, TrainingRunTest::nobody));
        assertEachShardOnce(directory);
    }

    @Test
    void aFinishedRunEndsAtOnceWithItsSummary() throws Exception {
        assertEquals(undisturbed, run(setup(shared.resolve("run"), ITERATIONS, true, 2), TrainingRunTest::nobody));
    }

    @Test
    void anotherConfigurationIsRefused() {
        RunPlan plan = FakeRun.plan(start, ITERATIONS, true);
        RunPlan other =
                new RunPlan("other", 7, start, ITERATIONS, 2, 4, 2, 1, true, Schedule.STRICT, 0.95, plan.prompts());
        assertInstanceOf(ConfigurationException.class, failure(FakeRun.setup(shared.resolve("run"), other, 1)));
    }

    @Test
    void divergenceEndsTheRunAndTheCheckpointsStay() {
        NodeSetup setup = setup(temporary.resolve("run"), 2, false, 1);
        NodeSetup diverging = new NodeSetup(
                setup.name(),
                setup.directory(),
                setup.ledger(),
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
        NodeSetup setup = setup(temporary.resolve("run"), ITERATIONS, true, 1);
        AtomicInteger calls = new AtomicInteger();
        NodeSetup failing = new NodeSetup(
                setup.name(),
                setup.directory(),
                setup.ledger(),
                setup.plan(),
                2,
                1,
                1,
                setup.generators(),
                () -> groups -> {
                    if (calls.incrementAndGet() % 3 == 0) {
                        throw new IllegalStateException("now and then");
                    }
                    return FakeRun.judge(groups);
                },
                setup.learners());
        assertEquals(undisturbed, run(failing, TrainingRunTest::nobody));
    }

    @Test
    void aClusterThatDoesNotFormEndsTheRun() {
        TrainingRun run = TrainingRun.start(
                setup(temporary.resolve("run"), 1, false, 1),
                TrainingRunTest::nobody,
                () -> false,
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
        Path model = temporary.resolve("model");
        RunPlan plan = FakeRun.plan(FakeRun.startingModel(model), 1, false);
        Files.writeString(model.resolve(Checkpoints.WEIGHTS), "43");
        assertInstanceOf(InputException.class, failure(FakeRun.setup(temporary.resolve("run"), plan, 1)));
    }

    private static long heard(Class<? extends RunProgress> type) {
        return List.copyOf(HEARD).stream().filter(type::isInstance).count();
    }

    private static NodeSetup setup(Path directory, int iterations, boolean besideUpdate, int workers) {
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

    private static int playInAProcess(Path directory, int messages) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        shared.resolve("model").toString(),
                        directory.toString(),
                        Integer.toString(messages))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void assertEachShardOnce(Path directory) {
        List<WorkId> ids = new ArrayList<>();
        new LedgerReader(FakeRun.ledger(directory)).read((number, written, event) -> {
            if (event instanceof RunEvent.ShardJudged judged) {
                ids.add(judged.result().id());
            }
        });
        assertEquals(ids.stream().distinct().count(), ids.size());
    }
}
