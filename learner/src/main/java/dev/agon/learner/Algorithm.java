package dev.agon.learner;

import dev.agon.protocol.JudgedGroup;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What self-play makes of verdicts: from an iteration's judged groups to the terms of its loss.
 *
 * <p>An implementation is one class with a public constructor {@code (Settings)} plus one commented block under
 * {@code agon.algorithm}; it is a pure function without a clock, a random number or a tensor. Its Javadoc is the
 * definition of the algorithm, with paper and equation number.
 */
public interface Algorithm {
    /** Whose log-probabilities {@link #terms} is to be given. */
    Reference reference();

    /**
     * The summands of this iteration's loss, which is their mean.
     *
     * @param groups the judged groups, in the order of their ids; in each the policy's own answers stand first
     * @param reference log-probabilities of the same completions under {@link #reference()}
     * @return the terms in a deterministic order; empty if the verdicts teach nothing, as when all are ties
     */
    List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference);

    /** Whether its terms read values, so that the policy is to have a value head. */
    default boolean valued() {
        return false;
    }

    /**
     * The summands where the policy has a value head.
     *
     * @param groups as for {@link #terms(List, ReferenceLogProbs)}, as is the reference
     * @param values of the same completions by the head as it is before the update
     */
    default List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference, StateValues values) {
        return terms(groups, reference);
    }

    /**
     * What an update leaves of the moving average of the weights, in [0, 1], where the average is to answer each
     * prompt, too: after the update to version n it is {@code decay average + (1 - decay) weights}, from the starting
     * weights on. Its answers follow the policy's in a group, their author being
     * {@link dev.agon.protocol.Author#AVERAGE}.
     */
    default OptionalDouble averageDecay() {
        return OptionalDouble.empty();
    }

    /**
     * Whose answers of earlier iterations join each group, behind all others, as opponents that are not learned from;
     * their author is {@link dev.agon.protocol.Author#EARLIER}, and their log-probabilities are those under the version
     * that sampled them only.
     */
    default Queue queue() {
        return Queue.NONE;
    }

    /**
     * Which earlier answers to the same question a group meets.
     *
     * @param iterations the latest so many iterations whose answers may
     * @param opponents so many of them, drawn without replacement, or all if there are not more
     */
    record Queue(int iterations, int opponents) {
        /** None. */
        public static final Queue NONE = new Queue(0, 0);
    }

    /**
     * Whether the task's written answers join the groups, their author being {@link dev.agon.protocol.Author#WRITTEN}.
     */
    default Written written() {
        return Written.NEVER;
    }

    /** Which groups a written answer joins. */
    enum Written {
        /** None. */
        NEVER,
        /** Those of prompts that have one, of which there must be some. */
        WHERE_GIVEN,
        /** All; a prompt without one cannot be learned from. */
        ALWAYS
    }

    /**
     * Most sequences that one of its terms reads, which are never computed apart; bounds the memory of a step from
     * below.
     *
     * @param answers to each prompt
     */
    default int sequencesOfATerm(int answers) {
        return answers;
    }
}
