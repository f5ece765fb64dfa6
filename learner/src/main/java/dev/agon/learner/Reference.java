package dev.agon.learner;

/** A policy with which an algorithm compares the one in training. */
public enum Reference {
    /** The policy that sampled the completions; its log-probabilities were recorded with them. */
    PREVIOUS,
    /** The frozen policy from which the run started; it is scored once an iteration. */
    START
}
