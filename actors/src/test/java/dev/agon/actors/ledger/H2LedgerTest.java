package dev.agon.actors.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.actors.TrainingRun;
import dev.agon.actors.node.NodeSetup;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.summary.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The H2 file: a full disk, a renamed directory, and files of other versions. */
class H2LedgerTest {
    @TempDir
    private Path temporary;

    @Test
    void aFullDiskEndsTheRunInOneSentenceAndTheResumedRunLosesNothing() throws Exception {
        PolicyVersion start = FakeRun.startingModel(temporary.resolve("model"));
        RunSummary undisturbed = result(setup(start, "undisturbed", ""), progress -> {});

        NodeSetup onFullDisk = setup(start, "run", FullFileSystem.SCHEME + ":");
        AtomicInteger results = new AtomicInteger();
        try (FullFileSystem disk = FullFileSystem.install()) {
            Throwable failure = Objects.requireNonNull(assertThrows(
                            ExecutionException.class,
                            () -> result(onFullDisk, progress -> {
                                if (progress instanceof RunProgress.ShardDone && results.incrementAndGet() == 5) {
                                    disk.fill();
                                }
                            }))
                    .getCause());
            assertEquals(
                    "The ledger cannot be written (No space left on device); make room on its disk and continue with"
                            + " --resume.",
                    assertInstanceOf(InputException.class, failure).getMessage());
        }
        NodeSetup resumed = setup(start, "run", "");
        List<WorkId> before = shards(resumed.ledger());
        assertTrue(before.size() >= 5, before::toString);
        assertEquals(undisturbed, result(resumed, progress -> {}));
        List<WorkId> after = shards(resumed.ledger());
        assertEquals(before, after.subList(0, before.size()));
        assertEquals(after.stream().distinct().toList(), after);
    }

    @Test
    void aRunGoesOnWhereItsDirectoryWasRenamed() throws Exception {
        PolicyVersion start = FakeRun.startingModel(temporary.resolve("model"));
        RunSummary first = result(setup(start, "run", ""), progress -> {});
        Files.move(temporary.resolve("run"), temporary.resolve("renamed"));
        H2Ledger renamed = new H2Ledger(temporary.resolve("renamed"), "renamed", Duration.ZERO);
        NodeSetup setup = FakeRun.setup(temporary.resolve("renamed"), renamed, FakeRun.plan(start, 2, true), 2);
        List<RunProgress> heard = new ArrayList<>();
        assertEquals(first, result(setup, heard::add));
        assertTrue(heard.stream().noneMatch(RunProgress.ShardDone.class::isInstance), heard::toString);
    }

    @Test
    void anEarlyLedgerIsBroughtUpToDate() throws Exception {
        PolicyVersion start = FakeRun.startingModel(temporary.resolve("model"));
        NodeSetup setup = setup(start, "run", "");
        RunSummary first = result(setup, progress -> {});
        change(setup.ledger(), "DROP TABLE \"agon_schema\"; DROP TABLE \"agon_run\"");
        assertEquals(first, result(setup(start, "run", ""), progress -> {}));
        try (Connection connection = setup.ledger().connect()) {
            assertEquals(1, new LedgerSchema(connection, "").term("run|fake"));
        }
    }

    @Test
    void aFileOfANewerAgonIsRefused() {
        LedgerDatabase ledger = FakeRun.ledger(temporary.resolve("run"));
        ledger.prepare(message -> false);
        change(ledger, "UPDATE \"agon_schema\" SET \"version\" = 2");
        assertEquals(
                "The ledger " + temporary.resolve("run").resolve("ledger") + " has tables of version 2, made by a"
                        + " newer Agon, while this one knows version 1; use that Agon, or another database.",
                assertThrows(InputException.class, () -> ledger.prepare(message -> false))
                        .getMessage());
    }

    private NodeSetup setup(PolicyVersion start, String name, String fileSystem) {
        Path directory = temporary.resolve(name);
        H2Ledger ledger = new H2Ledger(directory, "fake", Duration.ofSeconds(60), fileSystem);
        return FakeRun.setup(directory, ledger, FakeRun.plan(start, 2, true), 2);
    }

    private static RunSummary result(NodeSetup setup, Consumer<RunProgress> listener) throws Exception {
        return TrainingRun.start(setup, listener)
                .finished()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
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

    private static void change(LedgerDatabase ledger, String sql) {
        try (Connection connection = ledger.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
