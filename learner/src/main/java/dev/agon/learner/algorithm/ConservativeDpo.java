package dev.agon.learner.algorithm;

import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.protocol.settings.Settings;

/**
 * Conservative DPO: the loss of {@link Dpo} under labels smoothed by {@code label-smoothing} = e, {@code -(1 - e) log
 * sigma(m) - e log sigma(-m)} with {@code m = r(y+) - r(y-)}. Mitchell 2023, "A note on DPO with noisy preferences and
 * relationship to IPO". Its minimum lies at the finite margin {@code log((1 - e)/e)}.
 */
public final class ConservativeDpo extends PairAlgorithm {
    private final double beta;
    private final double smoothing;

    /** The algorithm with the settings of its block. */
    public ConservativeDpo(Settings settings) {
        super(settings, referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
        smoothing = settings.number("label-smoothing", 0, 0.499_999);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.logistic().labelled(1 - smoothing);
    }
}
