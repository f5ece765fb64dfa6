package dev.agon.learner.algorithm;

import dev.agon.protocol.Decision;

/**
 * Generalised advantage estimation (GAE): Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized
 * Advantage Estimation", arXiv 1506.02438, equations 11 and 16, on the tokens of one answer.
 */
@Decision
final class Advantages {
    private Advantages() {}

    /**
     * The advantage of each token: {@code A_u = sum over l of (gamma lambda)^l delta_(u+l)} with {@code delta_u = r_u +
     * gamma V_(u+1) - V_u}. The value behind the last token is 0, whether the answer ended or was cut off: what it
     * earned is known then, and nothing comes after it.
     *
     * @param rewards r, one a token
     * @param values V of the state before each token
     */
    static double[] of(double[] rewards, double[] values, double gamma, double lambda) {
        double[] advantages = new double[rewards.length];
        double next = 0;
        double nextValue = 0;
        for (int u = rewards.length - 1; u >= 0; u--) {
            next = rewards[u] + gamma * nextValue - values[u] + gamma * lambda * next;
            nextValue = values[u];
            advantages[u] = next;
        }
        return advantages;
    }
}
