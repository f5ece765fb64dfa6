package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Precision;
import dev.agon.policy.files.NetworkWeights;
import dev.agon.policy.files.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A network without weights: the program and its plan, and how scores and their gradients are computed with them. Every
 * lane of a model uses the same one.
 */
final class Network implements AutoCloseable {
    /** A part of the logits has this share of those that may be made at once; at least one row. */
    static final int PARTS = 4;

    private final TorchProgram program;
    private final DecoderPlan plan;
    private final ComputeOptions options;
    private final int vocabulary;
    private final int layers;
    private final List<Integer> rounded;

    /** @param manager decides the device and owns the program */
    Network(ModelConfig config, ComputeOptions options, NDManager manager) {
        this.program = TorchProgram.load(manager, "decoder.torchscript", "Decoder");
        this.plan = new DecoderPlan(config);
        this.options = options;
        this.vocabulary = config.vocabSize();
        this.layers = config.layers();
        this.rounded = options.precision() == Precision.BF16 ? matrices(NetworkWeights.of(config)) : List.of();
    }

    /**
     * What a call computes with.
     *
     * @param weights those of the network in the program's order, and behind them what an adapter in training has
     * @param plan may go on behind the layers
     * @param trainedFrom place of the first weight whose gradient is asked for; they follow each other
     */
    record Operands(List<NDArray> weights, NDArray plan, int trainedFrom) {}

    /** Places of the layers' matrices. */
    private static List<Integer> matrices(List<Weight> weights) {
        return IntStream.range(0, weights.size())
                .filter(i -> weights.get(i).role().isOfLayer()
                        && weights.get(i).shape().size() > 1)
                .boxed()
                .toList();
    }

    /** Whether the layers multiply by other weights than those that are trained. */
    boolean isRounded() {
        return !rounded.isEmpty();
    }

    /** Places of the weights that they are rounded from. */
    List<Integer> roundedPlaces() {
        return rounded;
    }

    /**
     * The weights as the layers multiply by them: those of the matrices rounded where that is wanted.
     *
     * @param local owns what is made
     * @param differentiable whether gradients of the weights can be asked of what is computed from the result
     */
    List<NDArray> rounded(List<NDArray> weights, NDManager local, boolean differentiable) {
        if (!isRounded()) {
            return weights;
        }
        TorchProgram.Call call = program.call("halve", local)
                .with("w", rounded.stream().map(weights::get).toList());
        NDList halves = differentiable ? call.runDifferentiable() : call.run();
        List<NDArray> result = new ArrayList<>(weights);
        for (int i = 0; i < rounded.size(); i++) {
            result.set(rounded.get(i), halves.get(i));
        }
        return result;
    }

    /** Prepares a call whose results {@code local} will own. */
    TorchProgram.Call call(String method, NDManager local) {
        return program.call(method, local);
    }

    TorchProgram program() {
        return program;
    }

    /** The argument {@code plan}; {@code local} owns it. */
    NDArray plan(NDManager local) {
        return plan.plan(local);
    }

    /** The same with what adapters in training need behind it. */
    NDArray plan(NDManager local, long[] tail) {
        return plan.plan(local, tail);
    }

    /** The argument {@code scalars}; {@code local} owns it. */
    NDArray scalars(NDManager local) {
        return plan.scalars(local);
    }

    /** Log-probabilities of a batch's scored tokens (N). */
    float[] logProbs(TokenBatch batch, List<NDArray> weights, NDManager local) {
        Operands operands = new Operands(weights, plan(local), 0);
        if (isWhole(batch)) {
            return read(batch, "log_probs", operands, local)
                    .with("targets", batch.targets(local))
                    .with("plan", operands.plan())
                    .with("scalars", scalars(local))
                    .run()
                    .get(0)
                    .toFloatArray();
        }
        return score(batch, hidden(batch, operands, local).run().get(0), operands, local);
    }

    /**
     * The same as a pass whose gradient can be asked for, once.
     *
     * @param local owns what the gradient needs
     */
    GradientPass pass(TokenBatch batch, Operands operands, NDManager local) {
        if (options.checkpointing() == Checkpointing.LAYERS) {
            return layered(batch, operands, local);
        }
        return isWhole(batch) ? whole(batch, operands, local) : inRows(batch, operands, local);
    }

    /** The value before each of a batch's scored tokens (N). */
    float[] values(TokenBatch batch, List<NDArray> weights, ValueHead head, NDManager local) {
        return valuing(batch, new Operands(weights, plan(local), 0), head, local)
                .run()
                .get(1)
                .toFloatArray();
    }

    /**
     * Log-probabilities of a batch's scored tokens and the values before them, (N) each, both differentiable. All that
     * was computed is kept, and all logits are made at once.
     */
    NDList valued(TokenBatch batch, Operands operands, ValueHead head, NDManager local) {
        return valuing(batch, operands, head, local).runDifferentiable();
    }

    private TorchProgram.Call valuing(TokenBatch batch, Operands operands, ValueHead head, NDManager local) {
        return program.call("log_probs_and_values", local)
                .with("w", operands.weights())
                .with("head", head.parameters())
                .with("ids", batch.ids(local))
                .with("at", batch.at(local))
                .with("targets", batch.targets(local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local));
    }

    /** Whether all logits of a batch are made at once. */
    private boolean isWhole(TokenBatch batch) {
        return (long) batch.scored() * vocabulary <= options.logitsAtOnce();
    }

    /** Number of positions whose logits are made at once. */
    private NDArray rows(TokenBatch batch, NDManager local) {
        long rows = isWhole(batch) ? batch.scored() : options.logitsAtOnce() / PARTS / vocabulary;
        return local.create(Math.max(1, rows));
    }

    private TorchProgram.Call read(TokenBatch batch, String method, Operands operands, NDManager local) {
        return program.call(method, local)
                .with("w", operands.weights())
                .with("ids", batch.ids(local))
                .with("at", batch.at(local));
    }

    private TorchProgram.Call hidden(TokenBatch batch, Operands operands, NDManager local) {
        return read(batch, "hidden", operands, local)
                .with("plan", operands.plan())
                .with("scalars", scalars(local));
    }

    private float[] score(TokenBatch batch, NDArray hidden, Operands operands, NDManager local) {
        return program.call("score", local)
                .with("w", operands.weights())
                .with("h", hidden)
                .with("targets", batch.targets(local))
                .with("rows", rows(batch, local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local))
                .run()
                .get(0)
                .toFloatArray();
    }

    /** Everything that was computed is kept for the gradient. */
    private GradientPass whole(TokenBatch batch, Operands operands, NDManager local) {
        NDArray logProbs = read(batch, "log_probs", operands, local)
                .with("targets", batch.targets(local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local))
                .runDifferentiable()
                .get(0);
        return GradientPass.of(
                logProbs.toFloatArray(), (derivatives, parameters, sums) -> program.call("accumulate", local)
                        .with("w", parameters)
                        .with("g", sums)
                        .with("log_probs", logProbs)
                        .with("derivatives", local.create(derivatives))
                        .runDifferentiable());
    }

    /** All but the logits is kept; they are made part by part, and once more for the gradient. */
    private GradientPass inRows(TokenBatch batch, Operands operands, NDManager local) {
        NDArray hidden = hidden(batch, operands, local).runDifferentiable().get(0);
        float[] logProbs = score(batch, hidden, operands, local);
        return GradientPass.of(logProbs, (derivatives, parameters, sums) -> program.call("accumulate_rows", local)
                .with("w", operands.weights())
                .with("g", sums)
                .with("h", hidden)
                .with("targets", batch.targets(local))
                .with("derivatives", local.create(derivatives))
                .with("which", which(operands, parameters, local))
                .with("rows", rows(batch, local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local))
                .runDifferentiable());
    }

    /** What goes into each layer is kept; the layers are computed once more for the gradient. */
    private GradientPass layered(TokenBatch batch, Operands operands, NDManager local) {
        NDList states = read(batch, "states", operands, local)
                .with("targets", batch.targets(local))
                .with("rows", rows(batch, local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local))
                .runKept();
        float[] logProbs = states.get(layers + 1).toFloatArray();
        return GradientPass.of(logProbs, (derivatives, parameters, sums) -> program.call("accumulate_layers", local)
                .with("w", operands.weights())
                .with("g", sums)
                .with("states", states.subList(0, layers + 1))
                .with("ids", batch.ids(local))
                .with("at", batch.at(local))
                .with("targets", batch.targets(local))
                .with("derivatives", local.create(derivatives))
                .with("which", which(operands, parameters, local))
                .with("rows", rows(batch, local))
                .with("plan", operands.plan())
                .with("scalars", scalars(local))
                .runDifferentiable());
    }

    private static NDArray which(Operands operands, List<NDArray> parameters, NDManager local) {
        int from = operands.trainedFrom();
        return local.create(LongStream.range(from, from + parameters.size()).toArray());
    }

    @Override
    public void close() {
        program.close();
    }
}
