package dev.agon.policy;

/** In what the matrices of a network's layers multiply. */
public enum Precision {
    /** fp32. */
    FP32,
    /**
     * bf16, with sums in fp32: matrices and their inputs are rounded to 8 significant bits, everything between them
     * stays fp32. So do embedding and output, whose rounding would show in every log-probability (MiniMax-M1, arXiv
     * 2506.13585, found it to part sampler and learner), norms, attention, the weights that are trained, and the
     * optimizer.
     */
    BF16
}
