package dev.agon.learner;

/** A policy with which an algorithm compares the one in training. */
public enum Reference {
    /**
     * The policy in training as it is before the update, pi_t. Where it sampled the completions itself, its
     * log-probabilities were recorded with them; else it is scored once an iteration.
     */
    PREVIOUS,
    /** The frozen policy from which the run started; it is scored once an iteration. */
    START
}
