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
    /**
     * Takes on the weights of a checkpoint, and the optimizer's state, which the starting weights may lack.
     *
     * @param number of the version that it holds; 0 is the start
     */
    void resume(Path checkpoint, int number);

    /**
     * Takes the memory that the largest update will need, the first time that it is called; changes nothing else. A run
     * that begins does this before its first update, so that what does not fit shows at once; one that goes on knows
     * that it fits, and does it when the update that everybody waits for is in.
     */
    void rehearse();

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
