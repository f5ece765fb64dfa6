package dev.agon.actors.coordinator;

import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunFailure.Kind;

/** What a coordinator without a ledger tells its own node, since it can tell nobody else. */
public final class LedgerFailures {
    private LedgerFailures() {}

    /** As a failure of the run. */
    public static RunFailure unreadable(Throwable cause) {
        return new RunFailure(Kind.INTERNAL, "The ledger cannot be read: " + cause.getMessage());
    }

    /** As a failure of the run. */
    public static RunFailure unwritable(Throwable cause) {
        return new RunFailure(
                Kind.INPUT,
                "The ledger cannot be written (" + cause.getMessage()
                        + "); make room on its disk and continue with --resume.");
    }
}
