package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.PairSlopes;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Value-incentivized Preference Optimization: the loss of {@link Dpo} and a charge on a calibration answer, {@code -log
 * sigma(r(y+) - r(y-)) +- alpha r(y_cal)} with {@code r(y) = beta * log pi(y)/ref(y)}, ref being the start. Cen et al.
 * 2024, arXiv 2405.19320.
 *
 * <p>{@code mode = online} is optimistic: it adds {@code alpha r(y-)}, which takes probability from known bad answers
 * and so explores. {@code mode = offline} is pessimistic: it subtracts {@code alpha r(y+)}, which holds the policy to
 * the good ones. Either part is unbounded below, so alpha must be small.
 */
public final class Vpo extends PairAlgorithm {
    private static final String ONLINE = "online";

    private final double beta;
    private final double alpha;
    private final boolean online;

    /** The algorithm with the settings of its block. */
    public Vpo(Settings settings) {
        super(settings, Reference.START);
        beta = settings.number("beta", 1e-6, 1e6);
        alpha = settings.number("alpha", 0, 1e3);
        online = settings.oneOf("mode", List.of(ONLINE, "offline")).equals(ONLINE);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        PairLoss charge = (chosen, rejected) ->
                online ? new PairSlopes(alpha * rejected, 0, alpha) : new PairSlopes(-alpha * chosen, -alpha, 0);
        return (chosen, rejected) -> PairLoss.logistic().at(chosen, rejected).plus(charge.at(chosen, rejected));
    }
}
