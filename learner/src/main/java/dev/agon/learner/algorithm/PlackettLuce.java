package dev.agon.learner.algorithm;

import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * DPO on whole rankings: the answers of a prompt in the order of their win rates, under the model of Plackett and Luce,
 * {@code - sum over k of [r_k - log sum over j >= k of exp r_j]} with {@code r(y) = beta * log pi(y)/ref(y)}. Rafailov
 * et al. 2023, arXiv 2305.18290, appendix A.3. With two answers it is {@link Dpo}.
 *
 * <p>Answers of equal win rate share a place ({@link RewardLoss#ranking}); a group without any difference is left out.
 * The model assumes one latent order: on a cycle it learns the order of win rates, not the equilibrium.
 */
public final class PlackettLuce extends RewardAlgorithm {
    private final double beta;

    /** The algorithm with the settings of its block. */
    public PlackettLuce(Settings settings) {
        super(referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    List<Comparison> comparisons(Answers answers) {
        return Pairing.halves(answers.preference());
    }

    @Override
    int[] read(Answers answers, List<Comparison> comparisons) {
        return comparisons.isEmpty() ? new int[0] : everyone(answers);
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.ranking(answers.winRates(), WinRates.TOLERANCE);
    }
}
