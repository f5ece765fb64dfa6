package dev.agon.learner.algorithm;

import dev.agon.learner.Means;
import dev.agon.learner.algorithm.PolicyGradient.Earned;

/** What every policy gradient logs of an answer. */
final class PolicyGradientMetrics {
    private PolicyGradientMetrics() {}

    /** Its reward, its advantage, and its log-probability as that of a chosen or a rejected answer. */
    static Means of(Earned earned, double logP) {
        Means metrics = new Means()
                .add("objective/rlhf_reward", earned.reward())
                .add("advantages/magnitude", Math.abs(earned.advantage()));
        double lead = earned.answers().winRate(earned.answer()) - 0.5;
        if (WinRates.differ(Math.abs(lead))) {
            metrics.add(lead > 0 ? "logps/chosen" : "logps/rejected", logP);
        }
        return metrics;
    }
}
