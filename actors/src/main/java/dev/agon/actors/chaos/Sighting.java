package dev.agon.actors.chaos;

import dev.agon.protocol.message.RunPulse;
import java.util.List;
import java.util.Map;

/**
 * What a drill sees of the cluster at one time.
 *
 * @param state of the run
 * @param message of the run: its result, or why it failed
 * @param progress a line for people
 * @param pulse of the run
 * @param coordinator address of the node that hosts the coordinator, {@code host:port}; empty if none is known
 * @param reachable incarnations of nodes that the cluster can reach, by their address
 */
public record Sighting(
        String state,
        String message,
        String progress,
        RunPulse pulse,
        String coordinator,
        Map<String, String> reachable) {
    /** The state of a run while there is no coordinator to ask. */
    public static final String UNKNOWN = "unknown";

    public Sighting {
        reachable = Map.copyOf(reachable);
    }

    /** Whether a coordinator told of the run. */
    boolean tellsOfRun() {
        return !state.equals(UNKNOWN);
    }

    /** Whether the run is over. */
    boolean ended() {
        return List.of("done", "failed", "stopped").contains(state);
    }

    /** Whether a result was stored or an update committed since then. */
    boolean movedSince(Sighting earlier) {
        return pulse.updates() > earlier.pulse.updates()
                || (pulse.term() > earlier.pulse.term() && pulse.results() > 0)
                || (pulse.term() == earlier.pulse.term() && pulse.results() > earlier.pulse.results());
    }

    /** What the run does: the word after "iteration n/N". */
    String stage() {
        List<String> words = List.of(progress.split(" +", -1));
        return words.size() > 2 ? words.get(2) : "unknown";
    }
}
