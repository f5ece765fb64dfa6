package dev.agon.learner;

import java.io.Serial;
import java.nio.file.Path;

/**
 * The loss, its gradient or the policy's log-probabilities are no longer finite numbers. The weights in memory are not
 * to be published; training goes on from the last good checkpoint, as a new run, since it must be with other settings.
 */
public final class DivergedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** With the whole sentence. */
    public DivergedException(String sentence) {
        super(sentence);
    }

    /**
     * @param what became what, where
     * @param cure settings to change
     */
    public DivergedException(String what, String cure) {
        this("Training diverged: " + what + "; " + cure + ".");
    }

    /** The same failure, naming the last checkpoint whose weights are sound. */
    public DivergedException withLastGood(Path checkpoint) {
        String sentence = String.valueOf(getMessage()).replaceFirst("\\.$", "");
        return new DivergedException(sentence + "; the last good checkpoint is " + checkpoint + ".");
    }
}
