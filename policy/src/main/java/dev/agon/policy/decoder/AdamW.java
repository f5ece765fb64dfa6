package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * AdamW (Loshchilov, Hutter 2019, arXiv 1711.05101) on a model's parameters: their gradients, a running sum a lane, and
 * the moments. All of it belongs to the manager that is given.
 */
final class AdamW {
    private final TorchProgram program;
    private final NDManager manager;
    private final List<NDArray> parameters;
    private final OptimizerState state;
    private final List<List<NDArray>> gradients; // a running sum a lane
    private final List<Integer> matrices;
    private final List<Integer> vectors;

    /** Scores a batch, differentiably by the parameters. */
    @FunctionalInterface
    interface Scoring {
        /**
         * @param part place of the batch among those that are given together
         * @param local owns what is made
         */
        GradientPass at(int part, TokenBatch tokens, NDManager local);
    }

    /** @param parameters from now on require gradients */
    AdamW(TorchProgram program, NDManager manager, List<NDArray> parameters, OptimizerState state, int lanes) {
        this.program = program;
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

    /** What adds the gradient of each part to the sum of the lane that computes it: lane i of n has i, i + n, ... */
    List<Callable<Void>> accumulation(List<MicroBatch> parts, Scoring scoring) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int number = i;
            List<NDArray> sum = gradients.get(i % gradients.size());
            tasks.add(() -> {
                accumulate(parts.get(number), number, scoring, sum);
                return null;
            });
        }
        return tasks;
    }

    private void accumulate(MicroBatch part, int number, Scoring scoring, List<NDArray> sum) {
        TokenBatch tokens = new TokenBatch(part.sequences());
        if (tokens.scored() == 0) {
            return;
        }
        try (NDManager local = manager.newSubManager()) {
            GradientPass pass = scoring.at(number, tokens, local);
            float[] derivatives = tokens.join(part.loss().at(tokens.split(pass.logProbs())));
            pass.backward(derivatives, parameters, sum);
        }
    }

    /** As {@link dev.agon.policy.TrainableModel#step}. */
    double step(StepOptions options) {
        List<NDArray> sum = gradients.get(0);
        try (NDManager local = manager.newSubManager()) {
            for (List<NDArray> other : gradients.subList(1, gradients.size())) {
                program.call("drain", local)
                        .with("into", sum)
                        .with("source", other)
                        .run();
            }
            double norm = program.call("clip", local)
                    .with("g", sum)
                    .with("longest", local.create(options.maxGradientNorm()))
                    .run()
                    .get(0)
                    .getFloat();
            if (Double.isFinite(norm)) {
                update(matrices, options.weightDecay(), options, local);
                update(vectors, 0, options, local);
            }
            program.call("clear", local).with("g", sum).run();
            return norm;
        }
    }

    /** Updates the parameters at these positions. */
    private void update(List<Integer> positions, double weightDecay, StepOptions options, NDManager local) {
        if (positions.isEmpty()) { // an adapter has no vectors
            return;
        }
        program.call("adamw", local)
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
