package dev.agon.learner;

import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.settings.Settings;

/**
 * How a {@link Learner} takes its steps: the block {@code agon.learner}.
 *
 * @param threads micro-batches that are computed side by side; another number rounds differently
 * @param epochs passes over the iteration's prompts
 * @param minibatch prompts of an optimizer step, at most
 * @param microBatchTokens tokens of one forward and backward pass, padding included, at most
 * @param warmUpIterations iterations below the full learning rate
 * @param learningRateDecay factor of the learning rate from one iteration to the next, once warm-up is over
 * @param measuredGroups groups of an iteration on which the policy's movement, its rankings and the verdicts are
 *     measured, at most
 * @param optimizer the settings of a step at the full learning rate
 */
public record LearnerOptions(
        int threads,
        int epochs,
        int minibatch,
        int microBatchTokens,
        int warmUpIterations,
        double learningRateDecay,
        int measuredGroups,
        StepOptions optimizer) {
    private static final int MANY = 1_000_000;

    /** Reads the block. */
    public static LearnerOptions of(Settings settings) {
        Settings optimizer = settings.block("optimizer");
        return new LearnerOptions(
                settings.integer("threads", 1, 1024),
                settings.integer("epochs", 1, MANY),
                settings.integer("minibatch", 1, MANY),
                settings.integer("micro-batch-tokens", 1, Integer.MAX_VALUE),
                settings.integer("warm-up-iterations", 0, MANY),
                settings.number("learning-rate-decay", 1e-6, 1),
                settings.integer("measured-groups", 1, MANY),
                new StepOptions(
                        settings.number("learning-rate", 0, 10),
                        optimizer.number("weight-decay", 0, 10),
                        optimizer.number("beta1", 0, 0.999_999),
                        optimizer.number("beta2", 0, 0.999_999),
                        optimizer.number("epsilon", 1e-16, 1),
                        optimizer.number("max-gradient-norm", 1e-9, 1e9)));
    }

    /** The settings of a step in an iteration counted from 0: a linear warm-up, then a geometric decay. */
    StepOptions at(int iteration) {
        double factor = iteration < warmUpIterations
                ? (iteration + 1.0) / (warmUpIterations + 1.0)
                : Math.pow(learningRateDecay, iteration - warmUpIterations);
        return new StepOptions(
                optimizer.learningRate() * factor,
                optimizer.weightDecay(),
                optimizer.beta1(),
                optimizer.beta2(),
                optimizer.epsilon(),
                optimizer.maxGradientNorm());
    }
}
