package dev.agon.policy.llama;

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

/**
 * AdamW's memory of each weight: first and second moment and the number of steps taken. On disk it lies beside the
 * weights in {@code optimizer.safetensors}, under the weights' names with the prefixes {@code exp_avg.}, {@code
 * exp_avg_sq.} and {@code step.}.
 *
 * @param firstMoments shaped like the weights
 * @param secondMoments shaped like the weights
 * @param steps scalars
 */
record OptimizerState(List<NDArray> firstMoments, List<NDArray> secondMoments, List<NDArray> steps) {
    private static final String FILE = "optimizer.safetensors";

    /** Takes over the state of a directory if it holds one. */
    void readFrom(Path directory, List<TensorEntry> weights) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        SafetensorsReader reader = SafetensorsReader.open(file);
        for (int i = 0; i < weights.size(); i++) {
            String name = weights.get(i).name();
            load(file, reader, "exp_avg." + name, firstMoments.get(i));
            load(file, reader, "exp_avg_sq." + name, secondMoments.get(i));
            load(file, reader, "step." + name, steps.get(i));
        }
    }

    private static void load(Path file, SafetensorsReader reader, String name, NDArray target) {
        TensorEntry entry = reader.find(name)
                .orElseThrow(() -> new ModelException(
                        file + " lacks the tensor " + name + "; remove the file to start the optimizer from zero."));
        if (!Arrays.equals(entry.shape(), target.getShape().getShape())) {
            throw new ModelException(file + ": the tensor " + name + " has shape " + Arrays.toString(entry.shape())
                    + " but the weights need " + target.getShape() + "; remove the file to start the optimizer from zero.");
        }
        try (NDManager local = target.getManager().newSubManager()) {
            NDArray source = local.create(entry.read(), new Shape(entry.shape()));
            source.copyTo(target);
        }
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
