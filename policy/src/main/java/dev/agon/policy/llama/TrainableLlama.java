package dev.agon.policy.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.ModelDirectoryWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A Llama decoder that also takes AdamW steps, in fp32. It belongs to the thread that opened it. */
public final class TrainableLlama extends LlamaModel implements TrainableModel {
    private final ModelDirectory source;
    private final List<Lane> lanes;
    private final OptimizerState optimizer;

    /**
     * Opens a Hugging Face directory for training on the calling thread; the optimizer continues from {@code
     * optimizer.safetensors} where the directory holds one, else it starts from zero.
     *
     * @param directory as for {@link LlamaModel#open}
     * @param device as for {@link LlamaModel#open}
     * @param lanes how many threads compute a gradient side by side; results depend on it in the last bit
     */
    public static TrainableLlama open(Path directory, String device, int lanes) {
        return new TrainableLlama(ModelDirectory.open(directory), device, lanes);
    }

    private TrainableLlama(ModelDirectory source, String device, int lanes) {
        super(source, device, 1);
        this.source = source;
        this.lanes = IntStream.range(0, lanes)
                .mapToObj(number -> new Lane(number, zeros()))
                .toList();
        this.optimizer = new OptimizerState(zeros(), zeros(), counters());
        weights().forEach(weight -> weight.setRequiresGradient(true));
        optimizer.readFrom(source.path(), source.tensors());
    }

    private List<NDArray> zeros() {
        return weights().stream()
                .map(weight -> manager().zeros(weight.getShape(), DataType.FLOAT32))
                .toList();
    }

    private List<NDArray> counters() {
        return weights().stream()
                .map(weight -> manager().zeros(new Shape(), DataType.FLOAT32))
                .toList();
    }

    /** {@inheritDoc} Lane i of n computes parts i, i + n, i + 2n, ... in this order. */
    @Override
    public void accumulate(List<MicroBatch> parts) {
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Lane lane = lanes.get(i % lanes.size());
            MicroBatch part = parts.get(i);
            results.add(lane.submit(() -> {
                accumulate(part, lane);
                return null;
            }));
        }
        results.forEach(Lane::await);
    }

    private void accumulate(MicroBatch part, Lane lane) {
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
                    .with("g", lane.gradients())
                    .with("log_probs", logProbs)
                    .with("derivatives", local.create(derivatives))
                    .runDifferentiable();
        }
    }

    @Override
    public double step(StepOptions options) {
        List<NDArray> sum = lanes.get(0).gradients();
        try (NDManager local = manager().newSubManager()) {
            for (Lane lane : lanes.subList(1, lanes.size())) {
                program()
                        .call("drain", local)
                        .with("into", sum)
                        .with("source", lane.gradients())
                        .run();
            }
            return program()
                    .call("step", local)
                    .with("w", weights())
                    .with("g", sum)
                    .with("m", optimizer.firstMoments())
                    .with("v", optimizer.secondMoments())
                    .with("t", optimizer.steps())
                    .with("settings", settings(local, options))
                    .run()
                    .get(0)
                    .getFloat();
        }
    }

    private static NDArray settings(NDManager local, StepOptions options) {
        return local.create(new double[] {
            options.learningRate(),
            options.weightDecay(),
            options.beta1(),
            options.beta2(),
            options.epsilon(),
            options.maxGradientNorm()
        });
    }

    /** The first lane's running sum: with one lane, all of it. */
    List<NDArray> gradients() {
        return lanes.get(0).gradients();
    }

    @Override
    public void save(Path directory) {
        new ModelDirectoryWriter(config(), source.tokenizerFiles())
                .write(
                        directory,
                        Tensors.named(source.tensors(), weights()),
                        DType.F32,
                        place -> optimizer.writeTo(place, source.tensors()));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        super.close();
    }
}
