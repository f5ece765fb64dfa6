package dev.agon.protocol.message;

/**
 * Why a run cannot go on, in a form that crosses nodes.
 *
 * @param kind decides the process's exit code
 * @param message one sentence with the cure
 */
public record RunFailure(Kind kind, String message) {
    /** Whose fault it is. */
    public enum Kind {
        /** The configuration asks for something impossible. */
        CONFIGURATION,
        /** A file or data set is missing or malformed. */
        INPUT,
        /** A model file is missing or malformed, or does not fit. */
        MODEL,
        /** The weights or the loss are no longer finite. */
        DIVERGED,
        /** A fault of Agon or of the machine. */
        INTERNAL,
        /** The cluster or its database could not be reached, or another process has taken the run over. */
        CLUSTER
    }
}
