package dev.agon.policy;

/** What a gradient computes a second time instead of keeping it from the first. */
public enum Checkpointing {
    /** Nothing. */
    NONE,
    /**
     * All of every layer, of which only the input is kept (Chen et al. 2016, arXiv 1604.06174). Takes another forward
     * pass and much less memory.
     */
    LAYERS
}
