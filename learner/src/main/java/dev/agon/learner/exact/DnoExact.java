package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Direct Nash Optimization with exact regression. Rosset et al. 2024, "Direct Nash Optimization", arXiv 2404.03715,
 * algorithm 1 and equation 8.
 *
 * <p>With {@code r = w_pi} and pairs drawn from a sampler D x D, the next policy minimises the mean of {@code -
 * sigma(r_1 - r_2) log sigma(Delta) - sigma(r_2 - r_1) log sigma(-Delta)}, where {@code Delta = [log pi'/pi(y_1) - log
 * pi'/pi(y_2)] / s}; the paper's eta is 1/s. For any sampler that meets every action the minimiser is {@code pi exp(s
 * r) / Z}, the Hedge step. {@code regression = uniform} or {@code policy} finds it by Newton steps on the loss with D
 * uniform or D = pi, {@code closed-form} writes it down.
 */
public final class DnoExact implements Dynamics {
    private static final String CLOSED_FORM = "closed-form";
    private static final String UNIFORM = "uniform";

    private final double step;
    private final String regression;

    /** The dynamics with the settings of its block. */
    public DnoExact(Settings settings) {
        step = StepSize.constant(settings);
        regression = settings.oneOf("regression", List.of(CLOSED_FORM, UNIFORM, "policy"));
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> {
            double[] rates = oracle.winRates(policy);
            return regression.equals(CLOSED_FORM)
                    ? policy.tilt(rates, step)
                    : policy.tilt(
                            regress(rates, regression.equals(UNIFORM) ? TabularPolicy.uniform(rates.length) : policy),
                            step);
        };
    }

    /** The log-ratios over s that minimise the loss: a Bradley-Terry fit to the soft labels. */
    private static double[] regress(double[] rates, TabularPolicy sampler) {
        double[][] labels = new double[rates.length][rates.length];
        for (int i = 0; i < rates.length; i++) {
            for (int j = 0; j < rates.length; j++) {
                labels[i][j] = 1 / (1 + Math.exp(rates[j] - rates[i]));
            }
        }
        return BradleyTerry.rewards(labels, sampler.probabilities());
    }
}
