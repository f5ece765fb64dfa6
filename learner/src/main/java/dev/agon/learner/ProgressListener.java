package dev.agon.learner;

/** Hears how far an update is; called on the learner's thread, so it must return at once. */
@FunctionalInterface
public interface ProgressListener {
    /** Optimizer steps done so far and in all. */
    void onStep(int done, int total);

    /** Hears nothing. */
    ProgressListener SILENT = (done, total) -> {};
}
