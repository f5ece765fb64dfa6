package dev.agon.protocol;

/** Where an answer of a group comes from. */
public enum Author {
    /** Sampled by a version of the policy. */
    POLICY,
    /** Sampled by the moving average of the weights that a version carries. */
    AVERAGE,
    /** Given with the prompt by the task's data. */
    WRITTEN,
    /** Sampled by the policy for an earlier iteration of the training; only an opponent. */
    EARLIER
}
