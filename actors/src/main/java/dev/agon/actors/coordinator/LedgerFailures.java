package dev.agon.actors.coordinator;

import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunFailure.Kind;

/** What a coordinator without a ledger tells its own node, since it can tell nobody else. */
final class LedgerFailures {
    private LedgerFailures() {}

    static RunFailure unreadable(Throwable cause) {
        return new RunFailure(Kind.INTERNAL, "The ledger cannot be read: " + cause.getMessage());
    }

    static RunFailure unwritable(Throwable cause) {
        return new RunFailure(
                Kind.INPUT,
                "The ledger cannot be written (" + cause.getMessage()
                        + "); make room on its disk and continue with --resume.");
    }
}
