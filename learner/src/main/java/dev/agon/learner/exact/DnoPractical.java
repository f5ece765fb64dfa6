package dev.agon.learner.exact;

import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.protocol.settings.Settings;

/**
 * The population form of practical DNO (DNO-Prct), without its filter of margins: contrastive regression to hard labels
 * on pairs of the policy's own answers. Rosset et al. 2024, arXiv 2404.03715, algorithm 2, whose network form is
 * {@link dev.agon.learner.algorithm.Dno}; also iterative DPO with the reference moved along.
 *
 * <p>The step is {@code pi' = pi exp(s r) / Z} with r the Bradley-Terry fit to P on pairs from pi x pi; the paper's eta
 * is 1/s. Its fixed points that play every action are the equilibria, but it spirals away from them on cycles.
 */
public final class DnoPractical implements Dynamics {
    private final double step;

    /** The dynamics with the settings of its block. */
    public DnoPractical(Settings settings) {
        step = StepSize.constant(settings);
    }

    @Override
    public Update begin(Setup setup) {
        return (policy, steps, oracle) ->
                policy.tilt(BradleyTerry.rewards(oracle.pairs(), policy.probabilities()), step);
    }
}
