package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.files.AverageFile;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.SafetensorsWriter;
import dev.agon.policy.files.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moving average of a model's trained weights; part of its checkpoints, never of what a step depends on. */
final class MovingAverage {
    private final TorchProgram program;
    private final NDManager manager;
    private final List<NDArray> weights;
    private final List<NDArray> averages; // shaped like the weights

    private MovingAverage(TorchProgram program, NDManager manager, List<NDArray> weights, List<NDArray> averages) {
        this.program = program;
        this.manager = manager;
        this.weights = weights;
        this.averages = averages;
    }

    /** Begins with the weights as they are now; the manager owns the average. */
    static MovingAverage begin(TorchProgram program, NDManager manager, List<NDArray> weights) {
        return new MovingAverage(
                program,
                manager,
                weights,
                weights.stream().map(weight -> copy(weight, manager)).toList());
    }

    /** Goes on from a file's tensors. */
    static MovingAverage resume(
            TorchProgram program, NDManager manager, List<NDArray> weights, List<TensorEntry> saved) {
        return new MovingAverage(
                program,
                manager,
                weights,
                saved.stream().map(entry -> Tensors.upload(entry, manager)).toList());
    }

    /** The average itself, which must be kept. */
    static MovingAverage require(@Nullable MovingAverage average) {
        if (average == null) {
            throw new IllegalStateException("no average is kept");
        }
        return average;
    }

    private static NDArray copy(NDArray weight, NDManager manager) {
        NDArray copied = manager.zeros(weight.getShape());
        weight.copyTo(copied);
        return copied;
    }

    /** {@code average = decay average + (1 - decay) weight}, element by element. */
    void follow(double decay) {
        try (NDManager local = manager.newSubManager()) {
            program.call("follow", local)
                    .with("average", averages)
                    .with("w", weights)
                    .with("decay", local.create(decay))
                    .run();
        }
    }

    /** Writes the average beside the weights of a directory. */
    void writeTo(Path directory, List<String> names) {
        SafetensorsWriter.write(directory.resolve(AverageFile.NAME), Tensors.named(names, averages), DType.F32);
    }
}
