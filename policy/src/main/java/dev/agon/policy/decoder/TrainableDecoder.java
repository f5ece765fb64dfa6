package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A decoder that also takes AdamW steps, in fp32. It belongs to the thread that opened it. */
public final class TrainableDecoder extends DecoderModel implements TrainableModel {
    private final ModelDirectory source;
    private final List<List<NDArray>> gradients; // a running sum a lane
    private final OptimizerState optimizer;
    private final List<Integer> matrices;
    private final List<Integer> vectors;

    /**
     * Opens a Hugging Face directory for training on the calling thread; the optimizer continues from
     * {@code optimizer.safetensors} where the directory holds one, else it starts from zero.
     *
     * @param directory as for {@link DecoderModel#open}
     * @param device as for {@link DecoderModel#open}
     * @param lanes how many threads compute a gradient side by side; results depend on it in the last bit
     */
    public static TrainableDecoder open(Path directory, String device, int lanes) {
        return new TrainableDecoder(ModelDirectory.open(directory), device, lanes);
    }

    private TrainableDecoder(ModelDirectory source, String device, int lanes) {
        super(source, device, 1, lanes);
        this.source = source;
        try {
            this.optimizer = OptimizerState.open(source.path(), source.tensors(), manager());
        } catch (RuntimeException e) {
            super.close();
            throw e;
        }
        this.gradients = IntStream.range(0, lanes).mapToObj(lane -> zeros()).toList();
        this.matrices = positions(weight -> weight.getShape().dimension() > 1);
        this.vectors = positions(weight -> weight.getShape().dimension() == 1);
        weights().forEach(weight -> weight.setRequiresGradient(true));
    }

    private List<NDArray> zeros() {
        return weights().stream()
                .map(weight -> manager().zeros(weight.getShape()))
                .toList();
    }

    /** {@inheritDoc} Lane i of n computes parts i, i + n, i + 2n, ... in this order. */
    @Override
    public void accumulate(List<MicroBatch> parts) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            MicroBatch part = parts.get(i);
            List<NDArray> sum = gradients.get(i % gradients.size());
            tasks.add(() -> {
                accumulate(part, sum);
                return null;
            });
        }
        inLanes(tasks);
    }

    private void accumulate(MicroBatch part, List<NDArray> sum) {
        TokenBatch tokens = new TokenBatch(part.sequences());
        if (tokens.scored() == 0) {
            return;
        }
        try (NDManager local = manager().newSubManager()) {
            NDArray logProbs = scoring(tokens, local).runDifferentiable().get(0); // (N)
            float[] derivatives = tokens.join(part.loss().at(tokens.split(logProbs.toFloatArray())));
            program()
                    .call("accumulate", local)
                    .with("w", weights())
                    .with("g", sum)
                    .with("log_probs", logProbs)
                    .with("derivatives", local.create(derivatives))
                    .runDifferentiable();
        }
    }

    @Override
    public double step(StepOptions options) {
        List<NDArray> sum = gradients.get(0);
        try (NDManager local = manager().newSubManager()) {
            for (List<NDArray> other : gradients.subList(1, gradients.size())) {
                program()
                        .call("drain", local)
                        .with("into", sum)
                        .with("source", other)
                        .run();
            }
            double norm = program()
                    .call("clip", local)
                    .with("g", sum)
                    .with("longest", local.create(options.maxGradientNorm()))
                    .run()
                    .get(0)
                    .getFloat();
            if (Double.isFinite(norm)) {
                update(matrices, options.weightDecay(), options, local);
                update(vectors, 0, options, local);
            }
            program().call("clear", local).with("g", sum).run();
            return norm;
        }
    }

    /** Updates the weights at these positions. */
    private void update(List<Integer> positions, double weightDecay, StepOptions options, NDManager local) {
        program()
                .call("adamw", local)
                .with("w", at(positions, weights()))
                .with("g", at(positions, gradients.get(0)))
                .with("m", at(positions, optimizer.firstMoments()))
                .with("v", at(positions, optimizer.secondMoments()))
                .with("t", at(positions, optimizer.steps()))
                .with("settings", local.create(new double[] {
                    options.learningRate(), weightDecay, options.beta1(), options.beta2(), options.epsilon()
                }))
                .run();
    }

    private static List<NDArray> at(List<Integer> positions, List<NDArray> tensors) {
        return positions.stream().map(tensors::get).toList();
    }

    private List<Integer> positions(Predicate<NDArray> kind) {
        return IntStream.range(0, weights().size())
                .filter(i -> kind.test(weights().get(i)))
                .boxed()
                .toList();
    }

    /** The first lane's running sum: with one lane, all of it. */
    List<NDArray> gradients() {
        return gradients.get(0);
    }

    @Override
    public void save(Path directory) {
        source.write(
                directory,
                Tensors.named(source.tensors(), weights()),
                place -> optimizer.writeTo(place, source.tensors()));
    }
}
