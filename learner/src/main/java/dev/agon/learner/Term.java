package dev.agon.learner;

import dev.agon.policy.Sequence;
import java.util.List;

/**
 * One summand of a loss: a function of the log-probabilities that the policy in training gives to a few sequences. The
 * loss of a minibatch is the mean of its terms, so a minibatch may be computed in parts of any size.
 */
public interface Term {
    /** Index, in the iteration, of the group that it comes from. */
    int group();

    /** The sequences that it reads; never empty. */
    List<Sequence> sequences();

    /** Whether it reads values of states, too. */
    default boolean valued() {
        return false;
    }

    /**
     * Its value and derivatives.
     *
     * @param current log-probabilities of the sequences' completion tokens under the policy in training, in nats; where
     *     it is valued, behind those of a sequence as many values, each of the state before a token
     */
    Evaluation evaluate(List<float[]> current);
}
