package dev.agon.learner.pretrain;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.settings.Settings;

/**
 * The knobs of pre-training, block {@code agon.pretrain}; each is described in {@code reference.conf}.
 *
 * @param seed decides initial weights and the order of the text
 * @param vocabSize token ids, the end token included
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the SwiGLU layer
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key and value heads
 * @param headSize width of a head
 * @param contextLength largest prompt and completion together, in tokens
 * @param epochs passes over the text
 * @param batchTokens tokens of one optimizer step, padding included
 * @param microBatchTokens tokens of one forward and backward pass, padding included
 * @param learningRate the peak of the schedule
 * @param finalRateShare the last step's rate as a share of the peak
 * @param warmupSteps steps of linear warm-up
 * @param weightDecay decoupled weight decay
 * @param beta1 AdamW's first decay
 * @param beta2 AdamW's second decay
 * @param epsilon AdamW's epsilon
 * @param maxGradientNorm global-norm clipping
 * @param validationExamples how many texts of the validation split the loss is measured on
 * @param validateEvery steps between two measurements
 * @param checkpointEvery steps between two checkpoints
 * @param lanes threads that compute side by side
 */
public record PretrainSettings(
        long seed,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int contextLength,
        int epochs,
        int batchTokens,
        int microBatchTokens,
        double learningRate,
        double finalRateShare,
        int warmupSteps,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double maxGradientNorm,
        int validationExamples,
        int validateEvery,
        int checkpointEvery,
        int lanes) {
    private static final int MOST = 1 << 30;

    /** Reads the block. */
    public static PretrainSettings of(Settings settings) {
        int heads = settings.integer("heads", 1, 1024);
        int keyValueHeads = settings.integer("key-value-heads", 1, heads);
        if (heads % keyValueHeads != 0) {
            throw settings.fault("key-value-heads", "is " + keyValueHeads + " but must divide heads, " + heads);
        }
        int headSize = settings.integer("head-size", 2, 1024);
        if (headSize % 2 != 0) {
            throw settings.fault("head-size", "is " + headSize + " but must be even");
        }
        return new PretrainSettings(
                settings.integer64("seed"),
                settings.integer("vocab-size", 258, 1 << 20),
                settings.integer("hidden-size", 1, 1 << 16),
                settings.integer("intermediate-size", 1, 1 << 18),
                settings.integer("layers", 1, 1024),
                heads,
                keyValueHeads,
                headSize,
                settings.integer("context-length", 2, 1 << 20),
                settings.integer("epochs", 1, MOST),
                settings.integer("batch-tokens", 1, MOST),
                settings.integer("micro-batch-tokens", 1, MOST),
                settings.number("learning-rate", 0, 1),
                settings.number("final-rate-share", 0, 1),
                settings.integer("warmup-steps", 0, MOST),
                settings.number("weight-decay", 0, 10),
                settings.number("beta1", 0, 0.999999),
                settings.number("beta2", 0, 0.999999999),
                settings.number("epsilon", 1e-20, 1),
                settings.number("max-gradient-norm", 1e-6, 1e9),
                settings.integer("validation-examples", 1, MOST),
                settings.integer("validate-every", 1, MOST),
                settings.integer("checkpoint-every", 1, MOST),
                settings.integer("lanes", 1, 1024));
    }

    /** The network's shape, with this end token. */
    public ModelConfig modelConfig(int endToken) {
        return ModelConfig.llama(
                vocabSize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                1e-5,
                10_000,
                contextLength,
                true,
                -1,
                endToken);
    }

    /**
     * The optimizer's settings at a step: linear warm-up, then half a cosine down to the final rate.
     *
     * @param step counted from 0
     * @param steps of the whole run
     */
    StepOptions at(int step, int steps) {
        return new StepOptions(rate(step, steps), weightDecay, beta1, beta2, epsilon, maxGradientNorm);
    }

    private double rate(int step, int steps) {
        if (step < warmupSteps) {
            return learningRate * (step + 1) / warmupSteps;
        }
        double done = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
        double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done)));
        return learningRate * (finalRateShare + (1 - finalRateShare) * cosine);
    }
}
