package dev.agon.learner.algorithm;

import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.learner.loss.Slopes;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Kahneman-Tversky Optimization: answers are good or bad, not paired. With {@code r(y) = beta * log pi(y)/ref(y)} a
 * good one costs {@code desirable-weight * (1 - sigma(r - z))}, a bad one {@code undesirable-weight * (1 - sigma(z -
 * r))}. Ethayarajh et al. 2024, arXiv 2402.01306, section 4.
 *
 * <p>Good is an answer that wins more than half of its duels in the mean, bad one that wins less; what lies between is
 * left out. z = beta * KL(pi_t || ref), at least 0, is the mean over all answers of the iteration; it is a number
 * without gradient. The paper estimates it anew in each batch, from answers to other prompts, because its answers are
 * not the policy's own; here they are, and the mean of their log-ratios is unbiased.
 */
public final class Kto extends RewardAlgorithm {
    private final double beta;
    private final double desirableWeight;
    private final double undesirableWeight;

    /** The algorithm with the settings of its block. */
    public Kto(Settings settings) {
        super(referenceOf(settings));
        beta = settings.number("beta", 1e-6, 1e6);
        desirableWeight = settings.number("desirable-weight", 0, 1e6);
        undesirableWeight = settings.number("undesirable-weight", 0, 1e6);
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
        return IntStream.range(0, answers.size())
                .filter(i -> WinRates.differ(Math.abs(answers.winRate(i) - 0.5)))
                .toArray();
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        double baseline = Math.max(0, beta * answers.divergence());
        int[] read = read(answers, comparisons);
        return rewards -> {
            Slopes slopes = new Slopes(rewards.length);
            for (int i : read) {
                boolean good = answers.winRate(i) > 0.5;
                double sign = good ? 1 : -1;
                double weight = (good ? desirableWeight : undesirableWeight) / read.length;
                double gain = sign * (rewards[i] - baseline);
                slopes.addLoss(weight * LogSpace.sigmoid(-gain));
                slopes.addSlope(i, -sign * weight * LogSpace.sigmoid(gain) * LogSpace.sigmoid(-gain));
            }
            return slopes;
        };
    }
}
