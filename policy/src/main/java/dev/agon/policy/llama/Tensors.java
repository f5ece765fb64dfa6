package dev.agon.policy.llama;

import ai.djl.ndarray.NDArray;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.files.TensorEntry;
import java.util.List;
import java.util.stream.IntStream;

/** Tensors of the engine as tensors of a file. */
final class Tensors {
    private Tensors() {}

    /** The tensors under the names of the file's entries, position by position; read only when they are written. */
    static List<NamedTensor> named(List<TensorEntry> entries, List<NDArray> tensors) {
        return named("", entries, tensors);
    }

    /** The same with a prefix before each name. */
    static List<NamedTensor> named(String prefix, List<TensorEntry> entries, List<NDArray> tensors) {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> new NamedTensor(
                        prefix + entries.get(i).name(),
                        tensors.get(i).getShape().getShape(),
                        () -> tensors.get(i).toByteBuffer()))
                .toList();
    }
}
