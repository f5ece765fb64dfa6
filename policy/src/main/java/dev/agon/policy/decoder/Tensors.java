package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.files.TensorEntry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Tensors of the engine from and to tensors of a file. */
final class Tensors {
    private Tensors() {}

    /**
     * A file's tensor on the manager's device, in fp32; the manager owns it.
     *
     * @throws dev.agon.policy.ModelException if an element is NaN or infinite
     */
    static NDArray upload(TensorEntry tensor, NDManager manager) {
        ByteBuffer elements = tensor.readFinite();
        // The engine shares a direct buffer's memory; a copy of its own outlives the buffer.
        try (NDArray shared = manager.create(elements, new Shape(tensor.shape()), DataType.FLOAT32)) {
            return shared.duplicate();
        }
    }

    /** The names of a file's entries. */
    static List<String> names(List<TensorEntry> entries) {
        return entries.stream().map(TensorEntry::name).toList();
    }

    /** The tensors under these names, position by position; read only when they are written. */
    static List<NamedTensor> named(List<String> names, List<NDArray> tensors) {
        return named("", names, tensors);
    }

    /** The same with a prefix before each name. */
    static List<NamedTensor> named(String prefix, List<String> names, List<NDArray> tensors) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> new NamedTensor(
                        prefix + names.get(i), tensors.get(i).getShape().getShape(), () -> tensors.get(i)
                                .toByteBuffer()))
                .toList();
    }
}
