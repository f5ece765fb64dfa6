package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;

/**
 * Who answers beside the policy where it is trained.
 *
 * @param averages completions a prompt by the moving average of the weights
 * @param earlier most completions a prompt out of those that earlier iterations gave to the same question
 * @param memory how many iterations ago those were given at most, counted from the version that answers now
 */
@Decision
public record Guests(int averages, int earlier, int memory) {
    /** Nobody. */
    public static final Guests NONE = new Guests(0, 0, 0);

    public Guests {
        if (averages < 0 || earlier < 0 || memory < 0) {
            throw new IllegalArgumentException("there cannot be fewer guests than none");
        }
    }
}
