package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;

/** The gradient of a win rate less the price of distance, by the logits of a table. */
final class RegularisedGradient {
    private RegularisedGradient() {}

    /**
     * One step of {@code logit(y) += s D(y) (f(y) - E_D f)} with {@code f(y) = w(y) - 1/2 - tau log pi(y)/ref(y)}.
     *
     * <p>With D = pi it is the policy gradient {@code E over y ~ pi of grad log pi(y) f(y)}. With w the win rates
     * against D it is, up to the factor -4/tau, the expected gradient of the IPO loss {@code (h - 1/(2 tau))^2} on
     * pairs from D x D (Calandriello et al. 2024, arXiv 2403.08635).
     */
    static TabularPolicy ascend(
            TabularPolicy policy,
            TabularPolicy reference,
            TabularPolicy sampler,
            double[] rates,
            double tau,
            double s) {
        double[] f = new double[rates.length];
        for (int y = 0; y < f.length; y++) {
            f[y] = rates[y] - 0.5 - tau * (policy.logP(y) - reference.logP(y));
        }
        double mean = sampler.mean(f);
        double[] logits = policy.logProbabilities();
        for (int y = 0; y < logits.length; y++) {
            logits[y] += s * sampler.get(y) * (f[y] - mean);
        }
        return TabularPolicy.softmax(logits);
    }
}
