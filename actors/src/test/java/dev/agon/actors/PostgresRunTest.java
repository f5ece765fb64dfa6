package dev.agon.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.judge.GroupJudge;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerReader;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.actors.ledger.PostgresServer;
import dev.agon.actors.ledger.Proxy;
import dev.agon.actors.node.NodeSetup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.RunProgress.TermStarted;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.summary.RunSummary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with their history in a real PostgreSQL, which goes away and comes back: the same result as from an H2 file. */
class PostgresRunTest {
    private static final int ITERATIONS = 4;

    @TempDir
    private static Path shared;

    private static PolicyVersion start = new PolicyVersion(0, "", "", 0);
    private static @Nullable RunSummary undisturbed;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PostgresServer server;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void playOnH2() throws Exception {
        server = PostgresServer.start(shared);
        start = FakeRun.startingModel(shared.resolve("model"));
        undisturbed = result(TrainingRun.start(
                FakeRun.setup(shared.resolve("h2"), FakeRun.plan(start, ITERATIONS, true), 2), progress -> {}));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) { // the tests were skipped
            server.close();
        }
    }

    @Test
    void aRunEndsInTheResultOfH2AndTwoRunsStayApart() throws Exception {
        LedgerDatabase first = ledger("first", Past.NONE);
        LedgerDatabase second = ledger("second", Past.NONE);
        RunSummary result = result(TrainingRun.start(setup(first, ITERATIONS), progress -> {}));
        RunSummary shorter = result(TrainingRun.start(setup(second, 1), progress -> {}));
        assertEquals(undisturbed, result);
        assertNotEquals(undisturbed, shorter);
        assertEquals(24, shards(first).size(), shards(first)::toString);
        assertEachShardOnce(second);
        assertEquals(
                undisturbed,
                result(TrainingRun.start(setup(ledger("first", Past.SOME), ITERATIONS), progress -> {})),
                "a finished run ends at once");
    }

    @Test
    void aRunThatIsStoppedAndKilledAndResumedEndsInTheResultOfH2() throws Exception {
        assertEquals(9, playInAProcess("killed", 5));
        stopAfter(6, setup(ledger("killed", Past.UNKNOWN), ITERATIONS));
        assertEquals(9, playInAProcess("killed", 11));
        LedgerDatabase ledger = ledger("killed", Past.SOME);
        assertEquals(undisturbed, result(TrainingRun.start(setup(ledger, ITERATIONS), progress -> {})));
        assertEachShardOnce(ledger);
    }

    @Test
    void aConnectionThatIsCutTwiceCostsNothing() throws Exception {
        try (Proxy proxy = new Proxy(server.port())) {
            LedgerDatabase ledger = PostgresServer.ledger(proxy.port(), "cut", Past.NONE, "10m");
            Disturbance disturbance = new Disturbance(proxy::cut, proxy::mend, 2);
            assertEquals(undisturbed, result(TrainingRun.start(setup(ledger, ITERATIONS), disturbance)));
            assertEquals(0, disturbance.left);
            String message = disturbance.heard.get(0);
            assertTrue(
                    message.startsWith("The database 127.0.0.1:" + proxy.port() + "/postgres does not answer since 2"),
                    message);
            assertTrue(message.contains("; waiting for it until 2"), message);
            assertTrue(message.endsWith("; see that it runs and that agon.ledger.postgresql.url is right."), message);
            assertEachShardOnce(ledger);
        }
    }

    @Test
    void aServerThatStopsAndStartsAgainCostsNothing() throws Exception {
        try (PostgresServer own = PostgresServer.start(temporary)) {
            LedgerDatabase ledger = PostgresServer.ledger(own.port(), "stopped", Past.NONE, "10m");
            Disturbance disturbance = new Disturbance(own::stop, own::restart, 1);
            assertEquals(undisturbed, result(TrainingRun.start(setup(ledger, ITERATIONS), disturbance)));
            assertEquals(0, disturbance.left);
            assertEachShardOnce(ledger);
        }
    }

    @Test
    void aDatabaseThatIsLostForGoodEndsTheRunWhichCanBeResumed() throws Exception {
        try (Proxy proxy = new Proxy(server.port())) {
            LedgerDatabase ledger = PostgresServer.ledger(proxy.port(), "lost", Past.NONE, "1s");
            Disturbance disturbance = new Disturbance(proxy::cut, () -> {}, 1);
            ClusterException lost = assertInstanceOf(
                    ClusterException.class, failure(TrainingRun.start(setup(ledger, ITERATIONS), disturbance)));
            String message = String.valueOf(lost.getMessage());
            assertTrue(message.contains("has not answered for 1 s ("), message);
            assertTrue(message.contains("agon.ledger.wait"), message);
        }
        LedgerDatabase ledger = ledger("lost", Past.UNKNOWN);
        assertEquals(undisturbed, result(TrainingRun.start(setup(ledger, ITERATIONS), progress -> {})));
        assertEachShardOnce(ledger);
    }

    @Test
    void aDatabaseThatIsDownAtTheStartIsWaitedFor() throws Exception {
        try (Proxy proxy = new Proxy(server.port())) {
            proxy.cut();
            AtomicBoolean waited = new AtomicBoolean();
            LedgerDatabase ledger = PostgresServer.ledger(proxy.port(), "early", Past.NONE, "10m");
            TrainingRun run = TrainingRun.start(setup(ledger, ITERATIONS), progress -> {
                if (progress instanceof LedgerAwaited) {
                    waited.set(true);
                    proxy.mend();
                }
            });
            assertEquals(undisturbed, result(run));
            assertTrue(waited.get());
        }
    }

    @Test
    void aDatabaseThatStaysDownEndsTheStart() {
        LedgerDatabase ledger = PostgresServer.ledger(closedPort(), "never", Past.NONE, "0s");
        ClusterException failure = assertThrows(
                ClusterException.class, () -> TrainingRun.start(setup(ledger, ITERATIONS), progress -> {}));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("has not answered for 0 s (Connection refused)"),
                failure::getMessage);
    }

    @Test
    void whoeverStopsARunThatWaitsEndsTheWait() {
        LedgerDatabase ledger = PostgresServer.ledger(closedPort(), "never", Past.NONE, "10m");
        assertThrows(RunStopped.class, () -> TrainingRun.start(setup(ledger, ITERATIONS), progress -> {}, () -> true));
    }

    @Test
    void whoeverLosesTheRunToAnotherProcessEndsAndTheOtherFinishesIt() throws Exception {
        CompletableFuture<RunSummary> other = new CompletableFuture<>();
        CountDownLatch taken = new CountDownLatch(1);
        AtomicInteger judged = new AtomicInteger();
        NodeSetup mine = judging(setup("mine", ledger("contested", Past.NONE)), groups -> {
            if (judged.incrementAndGet() == 8) {
                new Thread(() -> takeOver(other, taken), "other process").start();
            }
            if (judged.get() >= 8) {
                awaited(taken); // the result comes when the term is over
            }
            return FakeRun.judge(groups);
        });
        ClusterException lost =
                assertInstanceOf(ClusterException.class, failure(TrainingRun.start(mine, progress -> {})));
        assertTrue(
                String.valueOf(lost.getMessage()).startsWith("Another process has taken over this run"),
                lost::getMessage);
        assertEquals(undisturbed, other.get(120, TimeUnit.SECONDS));
        assertEachShardOnce(ledger("contested", Past.SOME));
    }

    private void takeOver(CompletableFuture<RunSummary> other, CountDownLatch taken) {
        NodeSetup setup = setup("mine", ledger("contested", Past.SOME));
        try {
            other.complete(result(TrainingRun.start(setup, progress -> {
                if (progress instanceof TermStarted) {
                    taken.countDown();
                }
            })));
        } catch (Exception e) {
            other.completeExceptionally(e);
        }
    }

    private static NodeSetup judging(NodeSetup setup, GroupJudge judge) {
        return new NodeSetup(
                setup.name(),
                setup.directory(),
                setup.ledger(),
                setup.plan(),
                setup.keepCheckpoints(),
                setup.rolloutWorkers(),
                setup.judgeWorkers(),
                setup.generators(),
                () -> judge,
                setup.learners());
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertTrue(latch.await(120, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNameThatTheDatabaseHoldsIsNotBegunAgainAndOneThatItLacksIsNotResumed() throws Exception {
        stopAfter(1, setup(ledger("taken", Past.NONE), ITERATIONS));
        assertTrue(refusal("taken", Past.NONE).contains("already holds a run named taken; choose another"));
        assertTrue(
                refusal("nobody", Past.SOME).contains("does not hold the run nobody, whose directory has checkpoints"));
    }

    private static String refusal(String name, Past past) {
        return String.valueOf(assertThrows(
                        ConfigurationException.class, () -> ledger(name, past).prepare(message -> false))
                .getMessage());
    }

    /** Cuts the run off its database after a few results, as often as is said, and mends it once the run waits. */
    private static final class Disturbance implements Consumer<RunProgress> {
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        private final Runnable cut;
        private final Runnable mend;
        private volatile int left;
        private boolean away;
        private int shards;

        Disturbance(Runnable cut, Runnable mend, int times) {
            this.cut = cut;
            this.mend = mend;
            this.left = times;
        }

        @Override
        public synchronized void accept(RunProgress progress) {
            if (progress instanceof ShardDone && left > 0 && !away && ++shards % 7 == 0) {
                away = true;
                cut.run();
            } else if (progress instanceof LedgerAwaited awaited && away) {
                heard.add(awaited.message());
                if (heard.size() % 3 == 0) { // each is heard at most twice, so the second try has failed as well
                    away = false;
                    left--;
                    mend.run();
                }
            }
        }
    }

    private static LedgerDatabase ledger(String name, Past past) {
        return PostgresServer.ledger(server.port(), name, past, "10m");
    }

    private NodeSetup setup(LedgerDatabase ledger, int iterations) {
        return setup(ledger.persistenceId().replace('|', '-'), ledger, iterations);
    }

    private NodeSetup setup(String directory, LedgerDatabase ledger) {
        return setup(directory, ledger, ITERATIONS);
    }

    private NodeSetup setup(String directory, LedgerDatabase ledger, int iterations) {
        return FakeRun.setup(temporary.resolve(directory), ledger, FakeRun.plan(start, iterations, true), 2);
    }

    private static RunSummary result(TrainingRun run) throws Exception {
        return run.finished().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    private static Throwable failure(TrainingRun run) {
        return Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> result(run)).getCause());
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stopAfter(int results, NodeSetup setup) throws Exception {
        CountDownLatch reached = new CountDownLatch(results);
        TrainingRun run = TrainingRun.start(setup, progress -> {
            if (progress instanceof ShardDone || progress instanceof RunProgress.RunDone) {
                reached.countDown();
            }
        });
        assertTrue(reached.await(120, TimeUnit.SECONDS));
        run.stop();
        assertThrows(ExecutionException.class, () -> result(run));
    }

    private int playInAProcess(String name, int messages) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        shared.resolve("model").toString(),
                        temporary.resolve("run-" + name).toString(),
                        Integer.toString(messages),
                        Integer.toString(server.port()),
                        name)
                .inheritIO()
                .start()
                .waitFor();
    }

    private static List<WorkId> shards(LedgerDatabase ledger) {
        List<WorkId> ids = new ArrayList<>();
        new LedgerReader(ledger).read((number, written, event) -> {
            if (event instanceof RunEvent.ShardJudged judged) {
                ids.add(judged.result().id());
            }
        });
        return ids;
    }

    private static void assertEachShardOnce(LedgerDatabase ledger) {
        List<WorkId> ids = shards(ledger);
        assertTrue(!ids.isEmpty());
        assertEquals(ids.stream().distinct().toList(), ids);
    }
}
