package dev.agon.policy.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.ModelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Llama decoder that also takes AdamW steps, in fp32. It belongs to the thread that opened it. */
public final class TrainableLlama extends LlamaModel implements TrainableModel {
    private final ModelDirectory source;
    private final List<NDArray> gradients;
    private final List<NDArray> firstMoments;
    private final List<NDArray> secondMoments;
    private final List<NDArray> stepCounts;

    /**
     * Opens a Hugging Face directory for training on the calling thread; the optimizer continues from {@code
     * optimizer.safetensors} where the directory holds one, else it starts from zero.
     *
     * @param directory as for {@link LlamaModel#open}
     * @param device as for {@link LlamaModel#open}
     * @param threads as for {@link LlamaModel#open}
     */
    public static TrainableLlama open(Path directory, String device, int threads) {
        return new TrainableLlama(ModelDirectory.open(directory), device, threads);
    }

    private TrainableLlama(ModelDirectory source, String device, int threads) {
        super(source, device, threads);
        this.source = source;
        this.gradients = zeros();
        this.firstMoments = zeros();
        this.secondMoments = zeros();
        this.stepCounts = weights().stream()
                .map(weight -> manager().zeros(new Shape(), DataType.FLOAT32))
                .toList();
        weights().forEach(weight -> weight.setRequiresGradient(true));
        if (Files.exists(OptimizerFile.in(source.path()))) {
            OptimizerFile.read(source.path(), source.tensors(), firstMoments, secondMoments, stepCounts);
        }
    }

    private List<NDArray> zeros() {
        return weights().stream()
                .map(weight -> manager().zeros(weight.getShape(), DataType.FLOAT32))
                .toList();
    }

    @Override
    public void accumulate(List<Sequence> batch, LossGradient loss) {
        TokenBatch tokens = new TokenBatch(batch);
        try (NDManager local = manager().newSubManager()) {
            NDArray logProbs = scoring(tokens, local).runDifferentiable().get(0);
            float[] derivatives = tokens.join(loss.at(tokens.split(logProbs.toFloatArray())));
            program()
                    .call("accumulate", local)
                    .with("w", weights())
                    .with("g", gradients)
                    .with("log_probs", logProbs)
                    .with("derivatives", local.create(derivatives))
                    .runDifferentiable();
        }
    }

    @Override
    public double step(StepOptions options) {
        try (NDManager local = manager().newSubManager()) {
            return program()
                    .call("step", local)
                    .with("w", weights())
                    .with("g", gradients)
                    .with("m", firstMoments)
                    .with("v", secondMoments)
                    .with("t", stepCounts)
                    .with("settings", local.create(new double[] {
                        options.learningRate(),
                        options.weightDecay(),
                        options.beta1(),
                        options.beta2(),
                        options.epsilon(),
                        options.maxGradientNorm()
                    }))
                    .run()
                    .get(0)
                    .getFloat();
        }
    }

    @Override
    public void save(Path directory) {
        source.write(directory, WeightFiles.named(source.tensors(), weights()));
        OptimizerFile.write(directory, source.tensors(), firstMoments, secondMoments, stepCounts);
    }
}
