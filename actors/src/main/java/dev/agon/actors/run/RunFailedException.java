package dev.agon.actors.run;

import dev.agon.protocol.message.RunFailure;
import java.io.Serial;

/** A run ended without a result; the message is one sentence with the cure. */
public final class RunFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final RunFailure.Kind kind;

    public RunFailedException(RunFailure failure) {
        super(failure.message());
        this.kind = failure.kind();
    }

    /** Whose fault it is. */
    public RunFailure.Kind kind() {
        return kind;
    }
}
