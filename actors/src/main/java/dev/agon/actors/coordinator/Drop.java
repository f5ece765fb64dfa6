package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;

/** Why something that arrived was dropped; each time is counted under this reason. */
@Decision
public enum Drop {
    /** A unit's result is in the ledger already: another worker was first, or the acknowledgement got lost. */
    DUPLICATE_RESULT("duplicates refused"),
    /** An update was made under a grant of an earlier term. */
    STALE_COMMIT("stale commits refused"),
    /** An update does not follow from what the ledger holds. */
    UNGRANTED_COMMIT("ungranted commits refused"),
    /** A learner failed at an update that is no longer to be made. */
    VOID_FAILURE("failures of void grants"),
    /** A result of a unit that this coordinator has not opened; it was replaced, or will open the unit. */
    UNKNOWN_RESULT("results of unknown units refused");

    private final String label;

    Drop(String label) {
        this.label = label;
    }

    /** How reports name it. */
    public String label() {
        return label;
    }
}
