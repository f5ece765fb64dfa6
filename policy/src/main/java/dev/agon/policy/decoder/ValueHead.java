package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.ModelException;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.files.SafetensorsReader;
import dev.agon.policy.files.SafetensorsWriter;
import dev.agon.policy.files.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a value of a hidden state: a row (1, D) and an offset (1), with AdamW of their own. Lies beside a model in
 * {@code value_head.safetensors}, moments included; a model's own files know nothing of it.
 */
final class ValueHead {
    private static final String FILE = "value_head.safetensors";
    private static final List<String> NAMES = List.of("value_head.weight", "value_head.bias");

    private final List<NDArray> parameters;
    private final AdamW optimizer;

    private ValueHead(Network network, NDManager manager, List<NDArray> parameters, OptimizerState state, int lanes) {
        this.parameters = parameters;
        this.optimizer = new AdamW(network, manager, parameters, state, lanes);
    }

    /** A head that is zero everywhere, over hidden states of this width; the manager owns it. */
    static ValueHead begin(Network network, NDManager manager, int width, int lanes) {
        List<NDArray> zeros = List.of(manager.zeros(new Shape(1, width)), manager.zeros(new Shape(1)));
        return new ValueHead(network, manager, zeros, OptimizerState.fresh(zeros, manager), lanes);
    }

    /**
     * The head that lies in a directory.
     *
     * @throws ModelException if there is none, or one of another width
     */
    static ValueHead resume(Network network, NDManager manager, int width, int lanes, Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw new ModelException(directory + " lacks " + FILE
                    + ", the critic of the policy that lies there; restore the file that was written with it.");
        }
        SafetensorsReader reader = SafetensorsReader.open(file);
        List<NDArray> parameters = List.of(
                read(file, reader, NAMES.get(0), new long[] {1, width}, manager),
                read(file, reader, NAMES.get(1), new long[] {1}, manager));
        return new ValueHead(
                network, manager, parameters, OptimizerState.read(file, NAMES, parameters, manager), lanes);
    }

    private static NDArray read(Path file, SafetensorsReader reader, String name, long[] shape, NDManager manager) {
        TensorEntry entry = reader.find(name)
                .filter(found -> Arrays.equals(found.shape(), shape))
                .orElseThrow(() -> new ModelException(file + " lacks the tensor " + name + " in the shape "
                        + Arrays.toString(shape) + "; restore the file that was written with the weights."));
        return Tensors.upload(entry, manager);
    }

    /** The head itself, which must be there. */
    static ValueHead require(@Nullable ValueHead head) {
        if (head == null) {
            throw new IllegalStateException("there is no value head");
        }
        return head;
    }

    /** Row and offset. */
    List<NDArray> parameters() {
        return parameters;
    }

    /** What takes the steps. */
    AdamW optimizer() {
        return optimizer;
    }

    /** One step with the summed gradient. */
    void step(StepOptions options) {
        optimizer.step(options);
    }

    /** Writes the head and its moments beside a model. */
    void writeTo(Path directory) {
        List<NamedTensor> tensors = new ArrayList<>(Tensors.named(NAMES, parameters));
        tensors.addAll(optimizer.state().tensors(NAMES));
        SafetensorsWriter.write(directory.resolve(FILE), tensors, DType.F32);
    }
}
