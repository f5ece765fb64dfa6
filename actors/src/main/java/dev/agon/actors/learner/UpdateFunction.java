package dev.agon.actors.learner;

import dev.agon.protocol.JudgedGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * A policy in training with its optimizer: what the learner actor knows of the learner's floor. Not thread-safe: made,
 * used and closed by one thread.
 */
public interface UpdateFunction extends AutoCloseable {
    /** Takes on the weights of a checkpoint, and the optimizer's state, which the starting weights may lack. */
    void resume(Path checkpoint);

    /**
     * Learns from judged groups; the result is a pure function of the state, the groups and the iteration.
     *
     * @param groups in the order of their ids
     * @param iteration number of the policy version that answered them
     * @return figures by name
     */
    SortedMap<String, Double> update(List<JudgedGroup> groups, int iteration);

    /** Writes weights and optimizer into an existing, empty directory. */
    void save(Path directory);

    /** Frees the weights. */
    @Override
    void close();
}
