package dev.agon.actors;

import java.io.Serial;

/** The run was stopped before its end; everything that was acknowledged is saved and the run can be resumed. */
public final class RunStopped extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public RunStopped() {
        super("The run was stopped; continue it with --resume.");
    }
}
