package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.AverageFile;
import dev.agon.policy.files.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder that also takes AdamW steps, in fp32. It belongs to the thread that opened it. */
public final class TrainableDecoder extends DecoderModel implements TrainableModel {
    private final ModelDirectory source;
    private final List<String> names;
    private final AdamW optimizer;
    private @Nullable MovingAverage average;
    private @Nullable ValueHead head;

    /**
     * Opens a Hugging Face directory for training on the calling thread; the optimizer continues from
     * {@code optimizer.safetensors} where the directory holds one, else it starts from zero.
     *
     * @param directory as for {@link DecoderModel#open}, but no adapter
     * @param device as for {@link DecoderModel#open}
     * @param lanes how many threads compute a gradient side by side; results depend on it in the last bit
     */
    public static TrainableDecoder open(Path directory, String device, int lanes, ComputeOptions options) {
        return new TrainableDecoder(ModelDirectory.open(directory), device, lanes, options);
    }

    private TrainableDecoder(ModelDirectory source, String device, int lanes, ComputeOptions options) {
        super(source, device, 1, lanes, options, true);
        this.source = source;
        this.names = Tensors.names(source.tensors());
        try {
            OptimizerState state = OptimizerState.open(source.path(), names, weights(), manager());
            this.optimizer = new AdamW(network(), manager(), weights(), state, lanes);
        } catch (RuntimeException e) {
            super.close();
            throw e;
        }
    }

    /** {@inheritDoc} Lane i of n computes parts i, i + n, i + 2n, ... in this order. */
    @Override
    public void accumulate(List<MicroBatch> parts) {
        inLanes(optimizer.accumulation(parts, (part, local) -> operands(local), head));
    }

    /** The masters come behind the weights that are made of them, where they are rounded. */
    private Network.Operands operands(NDManager local) {
        if (!network().isRounded()) {
            return new Network.Operands(weights(), network().plan(local), 0);
        }
        List<NDArray> rounded = network().rounded(weights(), local, true);
        List<NDArray> all = new ArrayList<>(rounded);
        all.addAll(weights());
        return new Network.Operands(all, network().plan(local), rounded.size());
    }

    @Override
    public void keepValueHead(boolean resumed) {
        int width = config().hiddenSize();
        head = resumed
                ? ValueHead.resume(network(), manager(), width, lanes().size(), source.path())
                : ValueHead.begin(network(), manager(), width, lanes().size());
    }

    @Override
    public List<float[]> values(List<Sequence> sequences) {
        return valuesOf(sequences, ValueHead.require(head));
    }

    @Override
    public double step(StepOptions options) {
        if (head != null) {
            head.step(options);
        }
        return optimizer.step(options);
    }

    @Override
    public void keepAverage(boolean resumed) {
        average = resumed
                ? MovingAverage.resume(
                        network().program(), manager(), weights(), AverageFile.open(source.path(), source.tensors()))
                : MovingAverage.begin(network().program(), manager(), weights());
    }

    @Override
    public void follow(double decay) {
        MovingAverage.require(average).follow(decay);
    }

    /** The value head, which must be there. */
    ValueHead head() {
        return ValueHead.require(head);
    }

    /** The first lane's running sum: with one lane, all of it. */
    List<NDArray> gradients() {
        return optimizer.gradients();
    }

    @Override
    public void save(Path directory) {
        source.write(directory, Tensors.named(names, weights()), place -> {
            optimizer.state().writeTo(place, names);
            if (average != null) {
                average.writeTo(place, names);
            }
            if (head != null) {
                head.writeTo(place);
            }
        });
    }
}
