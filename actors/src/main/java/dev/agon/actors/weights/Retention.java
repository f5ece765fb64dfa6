package dev.agon.actors.weights;

import dev.agon.protocol.Decision;
import dev.agon.protocol.message.WeightsCommand.VersionsCommitted;

/** Which checkpoints stay on a node's disk. */
@Decision
public final class Retention {
    private Retention() {}

    /**
     * Number of the oldest checkpoint that stays.
     *
     * @param keep committed checkpoints that stay at least
     */
    public static int oldest(VersionsCommitted committed, int keep) {
        int newest = committed.versions().get(committed.versions().size() - 1).number();
        return Math.min(newest - keep + 1, committed.oldestNeeded());
    }
}
