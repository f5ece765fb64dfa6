package dev.agon.actors.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.actors.ledger.LedgerSettings.Past;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two writers on two connections to one ledger: who has lost the term cannot write any more. */
class FenceTest {
    @TempDir
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(shared);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) { // the tests were skipped
            server.close();
        }
    }

    static List<LedgerDatabase> ledgers() {
        return List.of(
                FakeRun.ledger(shared.resolve("h2")), PostgresServer.ledger(server.port(), "fenced", Past.NONE, "1s"));
    }

    @ParameterizedTest
    @MethodSource("ledgers")
    void aTermIsTakenFromTheOneBeforeItAlone(LedgerDatabase ledger) throws SQLException {
        ledger.prepare(message -> false);
        String run = ledger.persistenceId();
        try (Connection one = ledger.connect();
                Connection other = ledger.connect()) {
            Fence.take(one, run, 1, "one");
            assertEquals(1, new LedgerSchema(other, "").term(run));
            assertFalse(assertThrows(TermLostException.class, () -> Fence.take(other, run, 1, "other"))
                    .held());
            assertThrows(TermLostException.class, () -> Fence.take(other, run, 3, "other"));
            Fence.requireHeld(one, run, "one");
            Fence.take(other, run, 2, "other");
            assertTrue(assertThrows(TermLostException.class, () -> Fence.requireHeld(one, run, "one"))
                    .held());
            Fence.requireHeld(other, run, "other");
            restore(one, run);
        }
    }

    @ParameterizedTest
    @MethodSource("ledgers")
    void aTakeoverWaitsForTheWriteThatHasBegun(LedgerDatabase ledger) throws Exception {
        ledger.prepare(message -> false);
        String run = ledger.persistenceId();
        try (Connection one = ledger.connect();
                Connection other = ledger.connect()) {
            Fence.take(one, run, 1, "one");
            one.setAutoCommit(false);
            Fence.requireHeld(one, run, "one"); // the write of one has begun
            CountDownLatch taking = new CountDownLatch(1);
            CompletableFuture<Long> taken = CompletableFuture.supplyAsync(() -> take(other, run, taking));
            assertTrue(taking.await(60, TimeUnit.SECONDS));
            assertThrows(TimeoutException.class, () -> taken.get(300, TimeUnit.MILLISECONDS));
            long before = System.nanoTime();
            one.commit();
            assertTrue(taken.get(60, TimeUnit.SECONDS) >= before, "the term was taken while a write held it");
            assertThrows(TermLostException.class, () -> Fence.requireHeld(one, run, "one"));
            one.rollback();
            restore(other, run);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static long take(Connection connection, String run, CountDownLatch taking) {
        taking.countDown();
        try {
            Fence.take(connection, run, 2, "other");
            return System.nanoTime();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void restore(Connection connection, String run) throws SQLException {
        try (var statement = connection.prepareStatement(
                "UPDATE \"agon_run\" SET \"term\" = 0, \"writer\" = '' WHERE \"persistence_id\" = ?")) {
            statement.setString(1, run);
            assertEquals(1, statement.executeUpdate());
        }
    }
}
