package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which version answers the prompts of an iteration, {@code agon.schedule}. Either is a fixed rule, so the same run
 * follows from it whatever the speeds and failures of its processes.
 */
@Decision
public enum Schedule {
    /** Iteration n is answered by version n, the one that it updates: sampling and learning take turns. */
    STRICT(0),

    /**
     * Iteration n is answered by version n-1 (the first by the start), while iteration n-1 is learned: sampling and
     * learning overlap, and what an update learns from is one version old, never more.
     */
    OVERLAPPED(1);

    private final int staleness;

    Schedule(int staleness) {
        this.staleness = staleness;
    }

    /** The words of the configuration. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Schedule::label).toList();
    }

    /** The schedule of such a word. */
    public static Schedule of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Its word in the configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Number of the version that answers an iteration's prompts. */
    int sampler(int iteration) {
        return Math.max(0, iteration - staleness);
    }

    /** The last iteration whose prompts can be answered when so many updates are committed. */
    int last(int committed) {
        return committed + staleness;
    }
}
