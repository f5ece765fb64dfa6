package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.ModelException;
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
import java.util.function.Function;

/**
 * AdamW's memory of each weight: first and second moment and the number of steps taken. On disk it lies beside the
 * weights in {@code optimizer.safetensors}, under the weights' names with the prefixes {@code exp_avg.},
 * {@code exp_avg_sq.} and {@code step.}.
 *
 * @param firstMoments shaped like the weights
 * @param secondMoments shaped like the weights
 * @param steps scalars
 */
record OptimizerState(List<NDArray> firstMoments, List<NDArray> secondMoments, List<NDArray> steps) {
    private static final String FILE = "optimizer.safetensors";

    /**
     * The state that a directory holds, or a fresh one if it holds none.
     *
     * @param weights the weights' entries, in their order
     * @param manager owns the tensors
     */
    static OptimizerState open(Path directory, List<TensorEntry> weights, NDManager manager) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new OptimizerState(
                    each(weights, weight -> manager.zeros(new Shape(weight.shape()))),
                    each(weights, weight -> manager.zeros(new Shape(weight.shape()))),
                    each(weights, weight -> manager.zeros(new Shape())));
        }
        SafetensorsReader reader = SafetensorsReader.open(file);
        return new OptimizerState(
                each(weights, weight -> read(file, reader, "exp_avg." + weight.name(), weight.shape(), manager)),
                each(weights, weight -> read(file, reader, "exp_avg_sq." + weight.name(), weight.shape(), manager)),
                each(weights, weight -> read(file, reader, "step." + weight.name(), new long[0], manager)));
    }

    private static List<NDArray> each(List<TensorEntry> weights, Function<TensorEntry, NDArray> made) {
        return weights.stream().map(made).toList();
    }

    private static NDArray read(Path file, SafetensorsReader reader, String name, long[] shape, NDManager manager) {
        TensorEntry entry = reader.find(name)
                .orElseThrow(() -> new ModelException(
                        file + " lacks the tensor " + name + "; restore the file that was written with the weights."));
        if (!Arrays.equals(entry.shape(), shape)) {
            throw new ModelException(file + ": the tensor " + name + " has shape " + Arrays.toString(entry.shape())
                    + " but the weights need " + Arrays.toString(shape)
                    + "; restore the file that was written with the weights.");
        }
        return Tensors.upload(entry, manager);
    }

    /** Writes the state beside the weights of a directory. */
    void writeTo(Path directory, List<TensorEntry> weights) {
        List<NamedTensor> tensors = new ArrayList<>();
        tensors.addAll(Tensors.named("exp_avg.", weights, firstMoments));
        tensors.addAll(Tensors.named("exp_avg_sq.", weights, secondMoments));
        tensors.addAll(Tensors.named("step.", weights, steps));
        SafetensorsWriter.write(directory.resolve(FILE), tensors, DType.F32);
    }
}
