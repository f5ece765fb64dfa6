package dev.agon.learner;

/** A critic's values of the states of an iteration's completions. */
@FunctionalInterface
public interface StateValues {
    /** Of a critic that has learned nothing. */
    StateValues ZERO = (group, completion, token) -> 0;

    /**
     * The value of the state before a token: what of the reward is still expected.
     *
     * @param group index of the group in the iteration
     * @param completion index of the completion in the group
     * @param token index of the token in the completion
     */
    double before(int group, int completion, int token);
}
