package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Self-Play Preference Optimization for language model alignment (SPPO): each answer's log-ratio to the policy that
 * sampled it is regressed on its win rate, the mean over answers of {@code (log pi(y)/pi_t(y) - eta * (P(y > pi_t) -
 * 1/2))^2}. Wu et al. 2024, arXiv 2405.00675, algorithm 1. Not {@link Spo}, whose name it nearly shares.
 *
 * <p>P(y > pi_t) is estimated by the win rate against the other answers. eta is a Hedge step: {@code pi_{t+1} = pi_t
 * exp(eta w_t) / Z}; 1/2 stands in for the logarithm of Z divided by eta.
 */
public final class Sppo extends RewardAlgorithm {
    private static final String BEST_WORST = "best-worst";

    private final double eta;
    private final boolean bestWorst;

    /** The algorithm with the settings of its block. */
    public Sppo(Settings settings) {
        super(Reference.PREVIOUS);
        eta = settings.number("eta", 1e-6, 1e6);
        bestWorst = settings.oneOf("answers", List.of(BEST_WORST, "all")).equals(BEST_WORST);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(1, answers.reference(answer));
    }

    @Override
    List<Comparison> comparisons(Answers answers) {
        return bestWorst ? Pairing.bestWorst(answers.preference()) : Pairing.halves(answers.preference());
    }

    @Override
    int[] read(Answers answers, List<Comparison> comparisons) {
        return bestWorst ? super.read(answers, comparisons) : everyone(answers);
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return RewardLoss.regression(read(answers, comparisons), answer -> eta * (answers.winRate(answer) - 0.5));
    }
}
