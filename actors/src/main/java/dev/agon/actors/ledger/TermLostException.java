package dev.agon.actors.ledger;

import java.io.Serial;

/** A write was refused because another coordinator holds the run's term; nothing of it is in the ledger. */
public final class TermLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean held;

    TermLostException(String message, boolean held) {
        super(message);
        this.held = held;
    }

    /** Whether the writer once held the term that it lost; if not it only came second in taking one. */
    public boolean held() {
        return held;
    }
}
