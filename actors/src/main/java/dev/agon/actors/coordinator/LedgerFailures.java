package dev.agon.actors.coordinator;

import dev.agon.actors.ClusterException;
import dev.agon.actors.ledger.Outage;
import dev.agon.actors.ledger.TermLostException;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunFailure.Kind;
import dev.agon.protocol.message.RunProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a failure of the ledger means to a coordinator: a database that does not answer is waited for, a coordinator
 * that has lost its term gives way, and everything else ends the run.
 */
final class LedgerFailures {
    private final Outage outage;

    /** @param outage of this coordinator's ledger */
    LedgerFailures(Outage outage) {
        this.outage = outage;
    }

    /** What to tell after a failure to read. */
    RunProgress unread(Throwable cause) {
        return told(cause, new RunFailure(Kind.INTERNAL, "The ledger cannot be read: " + cause.getMessage()));
    }

    /** What to tell after a failure to write. */
    RunProgress unwritten(Throwable cause) {
        return told(
                cause,
                new RunFailure(
                        Kind.INPUT,
                        "The ledger cannot be written (" + Outage.reason(cause)
                                + "); make room on its disk and continue with --resume."));
    }

    private RunProgress told(Throwable cause, RunFailure otherwise) {
        if (termLost(cause)) {
            return new RunProgress.RunFailed(new RunFailure(
                    Kind.CLUSTER,
                    "Another process has taken over this run, so this one ends and leaves the ledger to it; see that"
                            + " only one process at a time works on a run."));
        } else if (!Outage.mayPass(cause)) {
            return new RunProgress.RunFailed(otherwise);
        }
        try {
            return new RunProgress.LedgerAwaited(outage.failed(cause));
        } catch (ClusterException e) {
            return new RunProgress.RunFailed(new RunFailure(Kind.CLUSTER, String.valueOf(e.getMessage())));
        }
    }

    private static boolean termLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TermLostException lost && lost.held()) {
                return true;
            }
        }
        return false;
    }

    /** The ledger answers; how long it did not, if it failed before. */
    Optional<Duration> answered() {
        Duration lasted = outage.over();
        return lasted.isZero() ? Optional.empty() : Optional.of(lasted);
    }
}
