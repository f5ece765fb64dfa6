package dev.agon.actors.claim;

import java.util.List;

/** The policies of a play that figures are told of. */
final class Policies {
    static final String LAST = "last";
    static final String AVERAGE = "average";

    /** The policy reached; the mixture of those played; of the moments measured, the least exploitable. */
    static final List<String> NAMES = List.of(LAST, AVERAGE, "best");

    private Policies() {}
}
