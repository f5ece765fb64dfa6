package dev.agon.actors;

import java.io.Serial;

/**
 * The cluster of a run could not form, or this node lost it; the message is one sentence with the cure. What was
 * acknowledged is saved and the run can be resumed.
 */
public final class ClusterException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
