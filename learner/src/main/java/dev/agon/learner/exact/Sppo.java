package dev.agon.learner.exact;

import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.settings.Settings;

/**
 * Self-Play Preference Optimization with the square loss (SPPO). Wu et al. 2024, "Self-Play Preference Optimization for
 * Language Model Alignment", arXiv 2405.00675, with log Z taken as s/2.
 *
 * <p>The next policy minimises {@code E over y ~ pi of (log pi'(y)/pi(y) - s (w_pi(y) - 1/2))^2}; the paper's eta is s.
 * Over normalised tables the minimiser is {@code log pi'/pi = theta} with {@code theta + mu exp(theta) = s (w - 1/2)}
 * and the one mu that makes it sum to 1: the Hedge step up to the second order of s. A win rate is taken from its mean
 * under pi, which is 1/2 save for sampling noise.
 */
public final class Sppo implements Dynamics {
    private static final int MOST_STEPS = 500;
    private static final double CONVERGED = 1e-15;

    private final double step;

    /** The dynamics with the settings of its block. */
    public Sppo(Settings settings) {
        step = StepSize.constant(settings);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) -> regress(policy, oracle.winRates(policy));
    }

    private TabularPolicy regress(TabularPolicy policy, double[] rates) {
        double mean = policy.mean(rates);
        double[] target = new double[rates.length];
        for (int i = 0; i < target.length; i++) {
            target[i] = step * (rates[i] - mean);
        }
        // The sum's excess over 1 is convex and falls in mu, and is not negative at 0: Newton ascends to its root.
        double mu = 0;
        double[] theta = target.clone();
        for (int i = 0; i < MOST_STEPS; i++) {
            double excess = -1;
            double slope = 0;
            for (int y = 0; y < theta.length; y++) {
                theta[y] = target[y] - productLog(mu, target[y]);
                double mass = policy.get(y) * Math.exp(theta[y]);
                excess += mass;
                slope += mass * Math.exp(theta[y]) / (1 + mu * Math.exp(theta[y]));
            }
            double change = excess / slope;
            mu = Math.max(0, mu + change);
            if (Math.abs(change) <= CONVERGED * (1 + mu)) {
                break;
            }
        }
        return policy.tilt(theta, 1);
    }

    /** The w with {@code w exp(w) = mu exp(a)} (Lambert), from its logarithm so that nothing overflows. */
    private static double productLog(double mu, double a) {
        if (!(mu > 0)) {
            return 0;
        }
        double z = Math.log(mu) + a; // w + log w = z
        double w = z > 1 ? z - Math.log(z) : Math.exp(Math.min(z, 0)) / (1 + Math.exp(Math.min(z, 0)));
        for (int i = 0; i < MOST_STEPS && w > 0; i++) {
            double next = w * (1 + z - Math.log(w)) / (1 + w);
            double change = Math.abs(next - w);
            w = next;
            if (change <= CONVERGED * w) {
                break;
            }
        }
        return w;
    }
}
