package dev.agon.policy;

/**
 * How a decoder computes, beside what.
 *
 * @param precision in what the layers' matrices multiply
 * @param checkpointing what a gradient computes a second time
 * @param logitsAtOnce of a batch with more logits (scored tokens times vocabulary) only a part is there at a time, and
 *     made again for the gradient; equal within rounding
 */
public record ComputeOptions(Precision precision, Checkpointing checkpointing, long logitsAtOnce) {
    /** 256 MiB of fp32: those of 2,048 tokens in a vocabulary of 32,000 are made at once. */
    public static final long LOGITS_AT_ONCE = 1L << 26;

    /** All in fp32, and nothing computed twice but the logits of a large vocabulary. */
    public static final ComputeOptions DEFAULT = new ComputeOptions(Precision.FP32, Checkpointing.NONE, LOGITS_AT_ONCE);

    /** The same with this checkpointing. */
    public ComputeOptions with(Checkpointing other) {
        return new ComputeOptions(precision, other, logitsAtOnce);
    }

    /** The same in this precision. */
    public ComputeOptions with(Precision other) {
        return new ComputeOptions(other, checkpointing, logitsAtOnce);
    }

    /** The same with all logits of a batch at once, however many. */
    public ComputeOptions withAllLogits() {
        return new ComputeOptions(precision, checkpointing, Long.MAX_VALUE);
    }
}
