package dev.agon.learner;

import dev.agon.protocol.JudgedGroup;
import java.util.List;

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
     * @param groups the judged groups, in the order of their ids
     * @param reference log-probabilities of the same completions under {@link #reference()}
     * @return the terms in a deterministic order; empty if the verdicts teach nothing, as when all are ties
     */
    List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference);

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
