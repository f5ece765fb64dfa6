package dev.agon.actors.weights;

import dev.agon.protocol.PolicyVersion;
import java.time.Duration;

/** Where a node gets versions from that are not on its disk. Thread-safe. */
public interface WeightsSource {
    /** Nowhere: the node is alone, or all nodes see one directory. */
    WeightsSource NONE = new WeightsSource() {
        @Override
        public boolean fetch(PolicyVersion version, Checkpoints checkpoints, boolean whole) {
            return false;
        }

        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    };

    /**
     * Gets a version. Blocks.
     *
     * @param whole whether the optimizer's state is wanted, too
     * @return whether it is there now; if not, nobody has it at the moment
     * @throws dev.agon.protocol.InputException if the disk refuses
     */
    boolean fetch(PolicyVersion version, Checkpoints checkpoints, boolean whole);

    /** How long a version that nobody has is waited for: who had it may be on the way back. */
    Duration patience();
}
