package dev.agon.actors.doctor;

/**
 * What was found about one thing that a run needs.
 *
 * @param name of the thing, one word
 * @param state whether a run can do with it
 * @param value what is there
 * @param cure what to do, empty if nothing needs to be done
 */
public record Finding(String name, State state, String value, String cure) {
    /** Whether a run can do with what was found. */
    public enum State {
        /** It is as it should be. */
        GOOD,
        /** A run can start; more would be possible. */
        NOTE,
        /** A run cannot start. */
        MISSING
    }

    static Finding good(String name, String value) {
        return new Finding(name, State.GOOD, value, "");
    }

    static Finding note(String name, String value, String cure) {
        return new Finding(name, State.NOTE, value, cure);
    }

    static Finding missing(String name, String value, String cure) {
        return new Finding(name, State.MISSING, value, cure);
    }
}
