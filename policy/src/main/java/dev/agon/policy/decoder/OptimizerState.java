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
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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
    private static final String FIRST = "exp_avg.";
    private static final String SECOND = "exp_avg_sq.";
    private static final String STEPS = "step.";

    /**
     * The state that a directory holds, or a fresh one if it holds none.
     *
     * @param names the weights' names
     * @param weights the weights themselves
     * @param manager owns the tensors
     */
    static OptimizerState open(Path directory, List<String> names, List<NDArray> weights, NDManager manager) {
        Path file = directory.resolve(FILE);
        return Files.exists(file) ? read(file, names, weights, manager) : fresh(weights, manager);
    }

    /** The state that a file holds; parameters as for {@link #open}. */
    static OptimizerState read(Path file, List<String> names, List<NDArray> weights, NDManager manager) {
        SafetensorsReader reader = SafetensorsReader.open(file);
        return new OptimizerState(
                each(weights, i -> read(file, reader, FIRST + names.get(i), shape(weights.get(i)), manager)),
                each(weights, i -> read(file, reader, SECOND + names.get(i), shape(weights.get(i)), manager)),
                each(weights, i -> read(file, reader, STEPS + names.get(i), new long[0], manager)));
    }

    /** The state before the first step. */
    static OptimizerState fresh(List<NDArray> weights, NDManager manager) {
        return new OptimizerState(
                each(weights, i -> manager.zeros(weights.get(i).getShape())),
                each(weights, i -> manager.zeros(weights.get(i).getShape())),
                each(weights, i -> manager.zeros(new Shape())));
    }

    private static List<NDArray> each(List<NDArray> weights, IntFunction<NDArray> made) {
        return IntStream.range(0, weights.size()).mapToObj(made).toList();
    }

    private static long[] shape(NDArray weight) {
        return weight.getShape().getShape();
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
    void writeTo(Path directory, List<String> names) {
        SafetensorsWriter.write(directory.resolve(FILE), tensors(names), DType.F32);
    }

    /** The state as tensors of a file. */
    List<NamedTensor> tensors(List<String> names) {
        List<NamedTensor> tensors = new ArrayList<>();
        tensors.addAll(Tensors.named(FIRST, names, firstMoments));
        tensors.addAll(Tensors.named(SECOND, names, secondMoments));
        tensors.addAll(Tensors.named(STEPS, names, steps));
        return tensors;
    }
}
