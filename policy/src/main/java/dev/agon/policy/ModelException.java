package dev.agon.policy;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A model's file is missing, malformed or cannot be written, or files do not fit each other; the message is one
 * sentence that names the file, the fault and the cure.
 */
public final class ModelException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
