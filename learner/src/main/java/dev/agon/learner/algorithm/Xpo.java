package dev.agon.learner.algorithm;

import dev.agon.learner.Reference;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.PairLoss;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exploratory Preference Optimization: the loss of {@link Dpo} on the policy's answers plus {@code alpha * E[log
 * pi(y~)]} over y~ drawn from the start: what the start would say is pushed down, so that the policy looks elsewhere.
 * Xie et al. 2024, arXiv 2405.21046, algorithm 1.
 *
 * <p>The answers to a prompt are all drawn from pi_t. The mean over the start is taken over them with importance
 * weights ref/pi_t, normalised to the mean 1 ({@link Answers#mixtureWeights}); in the first iteration, where pi_t is
 * the start, this is the plain mean. The charge is unbounded below, so alpha must be small.
 */
public final class Xpo extends PairAlgorithm {
    private final double beta;
    private final double alpha;

    /** The algorithm with the settings of its block. */
    public Xpo(Settings settings) {
        super(settings, Reference.START);
        beta = settings.number("beta", 1e-6, 1e6);
        alpha = settings.number("alpha", 0, 1e3);
    }

    @Override
    ImplicitReward reward(Answers answers, int answer) {
        return ImplicitReward.of(beta, answers.reference(answer));
    }

    @Override
    PairLoss loss() {
        return PairLoss.logistic();
    }

    @Override
    RewardLoss loss(Answers answers, List<Comparison> comparisons) {
        return super.loss(answers, comparisons).plus(charge(answers, answers.mixtureWeights(1)));
    }

    /** {@code alpha} times the weighted mean of log pi(y) = r(y)/beta + log ref(y). */
    RewardLoss charge(Answers answers, double[] weights) {
        double[] factors = Arrays.stream(weights)
                .map(weight -> alpha / beta * weight / weights.length)
                .toArray();
        double[] offsets = IntStream.range(0, weights.length)
                .mapToDouble(i -> beta * answers.reference(i).sum())
                .toArray();
        return RewardLoss.linear(factors, offsets);
    }

    @Override
    int[] read(Answers answers, List<Comparison> comparisons) {
        return comparisons.isEmpty() ? new int[0] : everyone(answers);
    }
}
