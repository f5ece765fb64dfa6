package dev.agon.actors.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.ClusterException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of SQL are those of PostgreSQL's appendix A, error codes; those of H2 begin with 90. */
class OutageTest {
    private final SQLException refused =
            new SQLException("Connection to db refused.", "08001", new ConnectException("Connection refused"));

    private Instant now = Instant.parse("2026-01-01T10:00:00.123Z");
    private final Outage outage = new Outage("The database db", "see that it runs", Duration.ofSeconds(90), () -> now);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "57P01", "57P02", "57P03", "53100", "53300", "25006", "25P03", "40001", "40P01",
                "55P03", "23505", "90020", "90067", "90121"
            })
    void whatPassesIsWaitedFor(String state) {
        assertTrue(Outage.mayPass(new IllegalStateException(new SQLException("", state))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "57P04", "42501", "42P01", "22001", "90031", "90098", "HY000"})
    void whatDoesNotPassIsNotWaitedForThoughAPoolReportsNoConnection(String state) {
        SQLException failure = new SQLException("", state);
        assertFalse(Outage.mayPass(failure));
        assertFalse(Outage.mayPass(new SQLTransientConnectionException("no connection", null, 0, failure)));
    }

    @Test
    void aTimeoutAndALostRaceForATermPassButALostTermAndAFullDiskDoNot() {
        assertTrue(Outage.mayPass(new TimeoutException("Circuit Breaker Timed out.")));
        assertTrue(Outage.mayPass(new IllegalStateException(new SQLException("Connection is closed"))));
        assertTrue(Outage.mayPass(new TermLostException("", false)));
        assertFalse(Outage.mayPass(new TermLostException("", true)));
        assertFalse(Outage.mayPass(new IllegalStateException(new IOException("No space left on device"))));
    }

    @Test
    void theSentenceSaysSinceWhenAndUntilWhen() {
        outage.failed(refused);
        now = now.plusSeconds(60);
        assertEquals(
                "The database db does not answer since 2026-01-01T10:00:00Z (Connection refused); waiting for it until"
                        + " 2026-01-01T10:01:30Z; see that it runs.",
                outage.failed(refused));
    }

    @Test
    void thePatienceEndsAndAnAnswerRenewsIt() {
        outage.failed(refused);
        now = now.plusSeconds(89);
        assertEquals(Duration.ofSeconds(89), outage.over());
        assertEquals(Duration.ZERO, outage.over());
        outage.failed(refused);
        now = now.plusSeconds(90);
        assertEquals(
                "The database db has not answered for 90 s (Connection refused), which is agon.ledger.wait; see that"
                        + " it runs, then continue with --resume, for what was acknowledged is saved.",
                assertThrows(ClusterException.class, () -> outage.failed(refused))
                        .getMessage());
    }

    @Test
    void theReasonIsTheInnermostThatSaysAnything() {
        assertEquals("An error", Outage.reason(new SQLException("An error.\n  Where: there", new EOFException())));
        assertEquals("EOFException", Outage.reason(new EOFException()));
    }
}
