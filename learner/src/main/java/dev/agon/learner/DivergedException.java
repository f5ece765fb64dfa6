package dev.agon.learner;

import java.io.Serial;

/**
 * The loss or its gradient is no longer a finite number. The weights in memory are not to be published; training goes
 * on from the last good checkpoint.
 */
public final class DivergedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public DivergedException(String message) {
        super(message);
    }
}
