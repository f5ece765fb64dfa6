package dev.agon.actors.ledger;

import dev.agon.actors.ClusterException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.apache.pekko.persistence.RecoveryTimedOut;
import org.jspecify.annotations.Nullable;

/**
 * A ledger that does not answer: which failures mean that, since when it is so, and for how long it is waited for. One
 * that asks the ledger has one of these for itself; not thread-safe.
 */
public final class Outage {
    /** States of SQL that pass: connection, shutdown and start of the server, its resources, a standby, locks. */
    private static final List<String> PASSING =
            List.of("08", "57P01", "57P02", "57P03", "53", "25006", "25P03", "40001", "40P01", "55P03", "23505");

    /**
     * What H2 says instead of a state while another process serves its file and is killed: already open (two want to
     * serve it next), connection broken, closed (org.h2.api.ErrorCode).
     */
    private static final List<String> SERVER_LOST = List.of("90020", "90067", "90121");

    /** What the connection pool says, without a state, of a connection that was lost while it was in use. */
    private static final String LOST_IN_USE = "Connection is closed";

    private final String what;
    private final String cure;
    private final Duration patience;
    private final InstantSource clock;
    private @Nullable Instant since;

    /**
     * @param what the ledger, as the beginning of a sentence
     * @param cure what to check, as "see that ..."
     * @param patience longest wait for it
     */
    Outage(String what, String cure, Duration patience, InstantSource clock) {
        this.what = what;
        this.cure = cure;
        this.patience = patience;
        this.clock = clock;
    }

    /** Whether a failure may pass by itself, so that trying again makes sense. */
    public static boolean mayPass(Throwable failure) {
        boolean passing = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                if (PASSING.stream().noneMatch(state::startsWith) && !SERVER_LOST.contains(state)) {
                    return false; // such as a refused password, which a pool reports as no connection
                }
                passing = true;
            }
            passing |= cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException && LOST_IN_USE.equals(cause.getMessage()))
                    || cause instanceof TimeoutException
                    || cause instanceof CircuitBreakerOpenException
                    || cause instanceof RecoveryTimedOut
                    || (cause instanceof TermLostException lost && !lost.held());
        }
        return passing;
    }

    /**
     * Notes a failure that may pass.
     *
     * @return one sentence for those who wait
     * @throws ClusterException if it has been waited for long enough
     */
    public String failed(Throwable failure) {
        Instant now = clock.instant();
        Instant begun = since == null ? now : since;
        since = begun;
        if (Duration.between(begun, now).compareTo(patience) >= 0) {
            throw new ClusterException(
                    what + " has not answered for " + seconds(patience) + " (" + reason(failure)
                            + "), which is agon.ledger.wait; " + cure
                            + ", then continue with --resume, for what was acknowledged is saved.",
                    failure);
        }
        return what + " does not answer since " + shown(begun) + " (" + reason(failure) + "); waiting for it until "
                + shown(begun.plus(patience)) + "; " + cure + ".";
    }

    /** Notes that it answers; returns how long it did not, zero if it always did. */
    public Duration over() {
        Duration lasted = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
        since = null;
        return lasted;
    }

    /** What the innermost cause says that says anything: those around it only say that something failed. */
    public static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason.lines().findFirst().orElse("").strip().replaceFirst("\\.$", "");
    }

    private static Instant shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() / 1e3 + " s";
    }
}
