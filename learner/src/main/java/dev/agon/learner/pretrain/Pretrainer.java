package dev.agon.learner.pretrain;

import dev.agon.learner.DivergedException;
import dev.agon.policy.LengthBatches;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.protocol.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;

/**
 * The loop of next-token prediction: mean cross-entropy of the completion tokens, batches by length, AdamW. It does no
 * I/O; a {@link Listener} is told what happens and may stop it.
 */
final class Pretrainer {
    private final PretrainSettings settings;
    private final List<Sequence> train;
    private final List<Sequence> validation;
    private final int steps;

    /** What the loop reports; all calls come from its own thread. */
    interface Listener {
        /**
         * A step was taken.
         *
         * @param step number of steps taken so far
         * @param steps of the whole run
         * @param tokens completion tokens that the step learned from
         * @param loss mean cross-entropy of these tokens before the step, in nats
         * @param learningRate of the step
         * @return whether to go on
         */
        boolean stepped(int step, int steps, int tokens, double loss, double learningRate);
    }

    /** What a run that is to take these texts in these settings consists of. */
    Pretrainer(PretrainSettings settings, List<Sequence> train, List<Sequence> validation) {
        this.settings = settings;
        this.train = List.copyOf(train);
        this.validation = List.copyOf(validation);
        this.steps = IntStream.range(0, settings.epochs())
                .map(epoch -> batches(epoch).size())
                .sum();
    }

    /** Optimizer steps of the whole run. */
    int steps() {
        return steps;
    }

    /**
     * Runs from a step to the end.
     *
     * @param model as it was after {@code from} steps
     * @param from number of steps already taken
     * @throws DivergedException if the loss or the gradient is not finite
     */
    void run(TrainableModel model, int from, Listener listener) {
        int step = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            List<int[]> batches = batches(epoch);
            if (step + batches.size() <= from) {
                step += batches.size();
                continue;
            }
            for (int[] batch : batches) {
                if (step++ >= from && !step(model, batch, step, listener)) {
                    return;
                }
            }
        }
    }

    private boolean step(TrainableModel model, int[] batch, int step, Listener listener) {
        int tokens =
                IntStream.of(batch).map(i -> train.get(i).completionLength()).sum();
        List<DoubleAdder> sums = new ArrayList<>();
        List<MicroBatch> parts = new ArrayList<>();
        for (List<Sequence> part : parts(batch)) {
            DoubleAdder sum = new DoubleAdder();
            sums.add(sum);
            parts.add(new MicroBatch(part, logProbs -> crossEntropy(logProbs, tokens, sum)));
        }
        model.accumulate(parts);
        double loss = sums.stream().mapToDouble(DoubleAdder::sum).sum() / tokens;
        TrainableModel.StepOptions options = settings.at(step - 1, steps);
        double norm = model.step(options);
        requireFinite("the loss", loss, step);
        requireFinite("the gradient's norm", norm, step);
        return listener.stepped(step, steps, tokens, loss, options.learningRate());
    }

    private static void requireFinite(String what, double value, int step) {
        if (!Double.isFinite(value)) {
            throw new DivergedException(
                    what + " became " + value + " in step " + step,
                    "start a new run with a lower agon.pretrain.learning-rate or agon.pretrain.max-gradient-norm");
        }
    }

    /** Derivatives of the mean cross-entropy over {@code tokens}; adds this part's summed cross-entropy. */
    private static List<float[]> crossEntropy(List<float[]> logProbs, int tokens, DoubleAdder sum) {
        List<float[]> derivatives = new ArrayList<>(logProbs.size());
        for (float[] row : logProbs) {
            for (float logP : row) {
                sum.add(-logP);
            }
            float[] derivative = new float[row.length];
            Arrays.fill(derivative, -1f / tokens);
            derivatives.add(derivative);
        }
        return derivatives;
    }

    /**
     * Mean cross-entropy of the validation texts, in nats a token.
     *
     * @param step number of steps taken so far
     * @throws DivergedException if it is not finite
     */
    double validate(TrainableModel model, int step) {
        double sum = 0;
        long tokens = 0;
        for (float[] row : model.logProbs(validation)) {
            for (float logP : row) {
                sum -= logP;
                tokens++;
            }
        }
        double loss = sum / Math.max(1, tokens);
        requireFinite("the validation loss", loss, step);
        return loss;
    }

    private List<int[]> batches(int epoch) {
        CounterRandom random = CounterRandom.of(settings.seed()).at("pretrain").at(epoch);
        return EpochOrder.of(train.size(), i -> train.get(i).length(), settings.batchTokens(), random);
    }

    private List<List<Sequence>> parts(int[] batch) {
        List<Sequence> texts = IntStream.of(batch).mapToObj(train::get).toList();
        return LengthBatches.of(texts, Sequence::length, text -> 1, settings.microBatchTokens());
    }
}
