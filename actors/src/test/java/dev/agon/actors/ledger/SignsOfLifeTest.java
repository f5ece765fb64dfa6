package dev.agon.actors.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignsOfLifeTest {
    private static final Duration WAIT = Duration.ofSeconds(60);

    @Test
    void aNodeSeesTheSignsOfOthersOfItsClusterAlone(@TempDir Path directory) throws SQLException {
        LedgerDatabase ledger = H2Ledger.shared(directory, ".jobs-test", WAIT);
        ledger.prepare(message -> true);
        check(ledger);
    }

    @Test
    void soItIsInPostgresql(@TempDir Path directory) throws SQLException {
        try (PostgresServer server = PostgresServer.start(directory)) {
            LedgerDatabase ledger =
                    PostgresServer.ledger(server.port(), ".jobs-test", LedgerSettings.Past.UNKNOWN, "60s");
            ledger.prepare(message -> true);
            check(ledger);
        }
    }

    private static void check(LedgerDatabase ledger) throws SQLException {
        try (SignsOfLife one = new SignsOfLife(ledger, "this", "127.0.0.1:1");
                SignsOfLife two = new SignsOfLife(ledger, "this", "127.0.0.1:2");
                SignsOfLife stranger = new SignsOfLife(ledger, "that", "127.0.0.1:1")) {
            one.give();
            one.give();
            stranger.give();
            assertEquals(Optional.empty(), one.youngestOfOthers());
            Duration age = two.youngestOfOthers().orElseThrow();
            assertTrue(!age.isNegative() && age.compareTo(WAIT) < 0, age::toString);
        }
    }
}
