package dev.agon.learner.exact;

import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.protocol.settings.Settings;
import java.util.OptionalDouble;

/**
 * Online DPO towards a fixed reference (OAIF), fully optimised at each step: {@code pi' = ref exp(r / tau) / Z} with r
 * the Bradley-Terry fit to pairs from pi x pi. Guo et al. 2024, "Direct Language Model Alignment from Online AI
 * Feedback", arXiv 2402.04792; the paper's beta is tau. Where no reward explains the preference its fixed point is no
 * equilibrium, and where one does it is the optimum of RLHF.
 */
public final class OnlineDpo implements Dynamics {
    private final double tau;

    /** The dynamics with the settings of its block. */
    public OnlineDpo(Settings settings) {
        tau = StepSize.tau(settings);
    }

    @Override
    public OptionalDouble tau() {
        return OptionalDouble.of(tau);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) ->
                setup.reference().tilt(BradleyTerry.rewards(oracle.pairs(), policy.probabilities()), 1 / tau);
    }
}
