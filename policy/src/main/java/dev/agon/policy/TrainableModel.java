package dev.agon.policy;

import java.nio.file.Path;
import java.util.List;

/**
 * A model that takes gradient steps. A loss is given by its derivatives: for each batch the model computes the
 * completions' log-probabilities, asks the caller for dLoss/dlogP of every token, and adds the resulting gradient of
 * the weights to a running sum; {@link #step} then applies AdamW (Loshchilov, Hutter 2019) to that sum and clears it.
 */
public interface TrainableModel extends LanguageModel {
    /** The caller's loss: from log-probabilities to their derivatives. */
    @FunctionalInterface
    interface LossGradient {
        /**
         * @param outputs for each sequence of the batch the log-probability of each completion token, in nats; in a
         *     valued batch behind them as many values, each of the state before a token
         * @return the derivative of the loss by each of these numbers, in the same shape
         */
        List<float[]> at(List<float[]> outputs);
    }

    /**
     * One optimizer step's settings.
     *
     * @param learningRate step size, already scheduled
     * @param weightDecay decoupled decay, applied to matrices only
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param maxGradientNorm the gradient is scaled down to this global L2 norm if it is longer
     */
    record StepOptions(
            double learningRate,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon,
            double maxGradientNorm) {}

    /**
     * A part of a batch that is computed in one forward and one backward pass.
     *
     * @param sequences what is scored
     * @param loss the caller's loss on exactly these sequences
     * @param valued whether the loss reads values, too; the model must have a value head
     */
    record MicroBatch(List<Sequence> sequences, LossGradient loss, boolean valued) {
        public MicroBatch {
            sequences = List.copyOf(sequences);
        }

        /** One whose loss reads log-probabilities alone. */
        public MicroBatch(List<Sequence> sequences, LossGradient loss) {
            this(sequences, loss, false);
        }
    }

    /**
     * Adds the gradients of the losses of all parts to the running sum. Parts may be computed at the same time on
     * several threads, from which their losses are asked; the sum is formed in an order that depends only on the list.
     */
    void accumulate(List<MicroBatch> parts);

    /** Adds the gradient of one loss: a list of a single part. */
    default void accumulate(List<Sequence> batch, LossGradient loss) {
        accumulate(List.of(new MicroBatch(batch, loss)));
    }

    /**
     * From now on has a value head: a linear function of the hidden state before each token, which learns with the
     * network, by moments of its own. To be called once, before the first step; {@link #save} then writes it, too,
     * beside the model and not as a part of it.
     *
     * @param resumed whether it goes on from the directory that the model was opened from, which must have one;
     *     otherwise it begins at zero everywhere
     */
    void keepValueHead(boolean resumed);

    /**
     * The value of the state before each completion token.
     *
     * @param sequences as for {@link #logProbs}
     * @return for each sequence an array as long as its completion
     * @throws IllegalStateException if there is no value head
     */
    List<float[]> values(List<Sequence> sequences);

    /**
     * Clips the summed gradient by its global norm, takes one AdamW step and clears the sum; so with that of a value
     * head, by its own norm.
     *
     * @return the network's gradient's global L2 norm before clipping; if it is not finite the step is not taken
     */
    double step(StepOptions options);

    /**
     * From now on keeps a moving average of the trained weights, which {@link #save} writes, too. To be called once,
     * before the first step.
     *
     * @param resumed whether it goes on from the directory that the model was opened from, which must have one;
     *     otherwise it begins with the weights as they are
     */
    void keepAverage(boolean resumed);

    /**
     * Moves the average towards the weights: {@code average = decay average + (1 - decay) weights}.
     *
     * @throws IllegalStateException if no average is kept
     */
    void follow(double decay);

    /**
     * Writes the weights, config and tokenizer as a Hugging Face directory, fp32, and beside them the optimizer's state
     * ({@code optimizer.safetensors}), the average if one is kept ({@code average.safetensors}) and the value head if
     * there is one ({@code value_head.safetensors}). Each file is written to a temporary name, synced and renamed.
     */
    void save(Path directory);
}
