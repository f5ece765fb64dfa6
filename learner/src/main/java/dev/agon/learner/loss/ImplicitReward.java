package dev.agon.learner.loss;

import dev.agon.protocol.LogProbs;

/**
 * What an answer's log-probability is worth to a loss: {@code scale * (log pi(y) - anchor)}. With the reference's
 * log-probability as anchor and beta as scale it is the implicit reward of DPO (Rafailov et al. 2023, arXiv 2305.18290,
 * section 4); without an anchor and divided by the length it is that of SimPO.
 *
 * @param scale its derivative by log pi(y)
 * @param anchor log-probability at which it is 0, in nats
 */
public record ImplicitReward(double scale, double anchor) {
    /** {@code scale * log pi(y)/ref(y)}. */
    public static ImplicitReward of(double scale, LogProbs reference) {
        return new ImplicitReward(scale, reference.sum());
    }

    /** The reward of an answer with this log-probability, in nats times scale. */
    public double at(double logP) {
        return scale * (logP - anchor);
    }
}
