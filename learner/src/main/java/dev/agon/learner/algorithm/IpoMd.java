package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * IPO-MD: Online IPO ({@link Ipo}) whose two answers are drawn from the geometric mixture {@code pi^(1 - beta)
 * ref^beta} of the policy and the start, {@code p (h - 1/(2 tau))^2 + (1 - p) (h + 1/(2 tau))^2}. Calandriello et al.
 * 2024, arXiv 2403.08635. Its fixed points are those of {@link NashMdPg} with the same beta.
 *
 * <p>The answers to a prompt are drawn from pi_t and all pairs of them weighed by the product of their importance
 * weights for the mixture ({@link Answers#mixtureWeights}). That is the mixture of whole answers, which the definition
 * asks for; mixing token by token, as one would sample it, is close to it but not the same.
 */
public final class IpoMd extends RewardAlgorithm {
    private final double tau;
    private final double beta;

    /** The algorithm with the settings of its block. */
    public IpoMd(Settings settings) {
        super(Reference.START);
        tau = settings.number("tau", 1e-6, 1e6);
        beta = settings.number("beta", 0, 1);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(1, answers.reference(answer));
    }

    @Override
    List<Comparison> comparisons(Answers answers) {
        double[] weights = answers.mixtureWeights(beta);
        return Pairing.allSoft(answers.preference()).stream()
                .map(pair -> pair.weighted(weights[pair.chosen()] * weights[pair.rejected()]))
                .toList();
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.mean(comparisons, PairLoss.square(1 / (2 * tau)));
    }
}
