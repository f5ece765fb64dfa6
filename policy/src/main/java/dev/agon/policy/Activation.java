package dev.agon.policy;

/** A feed-forward layer's non-linearity. */
public enum Activation {
    /** x sigmoid(x). */
    SILU,
    /** x Phi(x), Phi the normal distribution function (Hendrycks, Gimpel 2016, arXiv 1606.08415). */
    GELU,
    /** Its approximation by tanh, section 2 of the same paper. */
    GELU_TANH
}
