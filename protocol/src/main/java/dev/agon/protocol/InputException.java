package dev.agon.protocol;

import java.io.Serial;

/**
 * A file or data set that the user named is missing or malformed; the message is one sentence with the place (file:line
 * or record), the value and the cure.
 */
public final class InputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
