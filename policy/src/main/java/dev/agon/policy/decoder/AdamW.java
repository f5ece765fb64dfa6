package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * AdamW (Loshchilov, Hutter 2019, arXiv 1711.05101) on a model's parameters: their gradients, a running sum a lane, and
 * the moments. All of it belongs to the manager that is given.
 */
final class AdamW {
    private final Network network;
    private final NDManager manager;
    private final List<NDArray> parameters;
    private final OptimizerState state;
    private final List<List<NDArray>> gradients; // a running sum a lane
    private final List<Integer> matrices;
    private final List<Integer> vectors;

    /** What the parts given together are computed with. */
    @FunctionalInterface
    interface Scoring {
        /**
         * @param part place of the batch among those that are given together
         * @param local owns what is made
         */
        Network.Operands at(int part, NDManager local);
    }

    /** @param parameters from now on require gradients */
    AdamW(Network network, NDManager manager, List<NDArray> parameters, OptimizerState state, int lanes) {
        this.network = network;
        this.manager = manager;
        this.parameters = parameters;
        this.state = state;
        this.gradients = IntStream.range(0, lanes).mapToObj(lane -> zeros()).toList();
        this.matrices = positions(parameter -> parameter.getShape().dimension() > 1);
        this.vectors = positions(parameter -> parameter.getShape().dimension() == 1);
        parameters.forEach(parameter -> parameter.setRequiresGradient(true));
    }

    private List<NDArray> zeros() {
        return parameters.stream()
                .map(parameter -> manager.zeros(parameter.getShape()))
                .toList();
    }

    private List<Integer> positions(Predicate<NDArray> kind) {
        return IntStream.range(0, parameters.size())
                .filter(i -> kind.test(parameters.get(i)))
                .boxed()
                .toList();
    }

    /**
     * What adds the gradient of each part to the sum of the lane that computes it: lane i of n has i, i + n, ...
     *
     * @param head gets the gradients of valued parts by its parameters; there must be one if there are such parts
     */
    List<Callable<Void>> accumulation(List<MicroBatch> parts, Scoring scoring, @Nullable ValueHead head) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int number = i;
            int lane = i % gradients.size();
            tasks.add(() -> {
                accumulate(parts.get(number), number, scoring, lane, head);
                return null;
            });
        }
        return tasks;
    }

    private void accumulate(MicroBatch part, int number, Scoring scoring, int lane, @Nullable ValueHead head) {
        TokenBatch tokens = new TokenBatch(part.sequences());
        if (tokens.scored() == 0) {
            return;
        }
        try (NDManager local = manager.newSubManager()) {
            Network.Operands operands = scoring.at(number, local);
            if (part.valued()) {
                accumulateValued(
                        part,
                        tokens,
                        network.valued(tokens, operands, ValueHead.require(head), local),
                        lane,
                        ValueHead.require(head),
                        local);
                return;
            }
            GradientPass pass = network.pass(tokens, operands, local);
            float[] derivatives = tokens.join(part.loss().at(tokens.split(pass.logProbs())));
            pass.backward(derivatives, parameters, gradients.get(lane));
        }
    }

    private void accumulateValued(
            MicroBatch part, TokenBatch tokens, NDList scored, int lane, ValueHead head, NDManager local) {
        List<float[]> derivatives = part.loss()
                .at(tokens.split(scored.get(0).toFloatArray(), scored.get(1).toFloatArray()));
        network.call("accumulate_valued", local)
                .with("w", parameters)
                .with("g", gradients.get(lane))
                .with("head", head.parameters())
                .with("heads", head.optimizer().gradients.get(lane))
                .with("log_probs", scored.get(0))
                .with("values", scored.get(1))
                .with("derivatives", local.create(tokens.join(derivatives, 0)))
                .with("slopes", local.create(tokens.join(derivatives, 1)))
                .runDifferentiable();
    }

    /** As {@link dev.agon.policy.TrainableModel#step}. */
    double step(StepOptions options) {
        List<NDArray> sum = gradients.get(0);
        try (NDManager local = manager.newSubManager()) {
            for (List<NDArray> other : gradients.subList(1, gradients.size())) {
                network.call("drain", local)
                        .with("into", sum)
                        .with("source", other)
                        .run();
            }
            double norm = network.call("clip", local)
                    .with("g", sum)
                    .with("longest", local.create(options.maxGradientNorm()))
                    .run()
                    .get(0)
                    .getFloat();
            if (Double.isFinite(norm)) {
                update(matrices, options.weightDecay(), options, local);
                update(vectors, 0, options, local);
            }
            network.call("clear", local).with("g", sum).run();
            return norm;
        }
    }

    /** Updates the parameters at these positions. */
    private void update(List<Integer> positions, double weightDecay, StepOptions options, NDManager local) {
        if (positions.isEmpty()) { // an adapter has no vectors
            return;
        }
        network.call("adamw", local)
                .with("w", at(positions, parameters))
                .with("g", at(positions, gradients.get(0)))
                .with("m", at(positions, state.firstMoments()))
                .with("v", at(positions, state.secondMoments()))
                .with("t", at(positions, state.steps()))
                .with("settings", local.create(new double[] {
                    options.learningRate(), weightDecay, options.beta1(), options.beta2(), options.epsilon()
                }))
                .run();
    }

    private static List<NDArray> at(List<Integer> positions, List<NDArray> tensors) {
        return positions.stream().map(tensors::get).toList();
    }

    /** The first lane's running sum: with one lane, all of it. */
    List<NDArray> gradients() {
        return gradients.get(0);
    }

    /** Number of steps that were taken, also before a restart. */
    long steps() {
        return (long) state.steps().get(0).getFloat();
    }

    /** The moments. */
    OptimizerState state() {
        return state;
    }
}
