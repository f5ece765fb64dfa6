package dev.agon.policy.files;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A tensor to write: its name, its shape and where to get its elements when their turn comes. */
public final class NamedTensor {
    private final String name;
    private final long[] shape;
    private final Supplier<ByteBuffer> elements;

    /**
     * @param shape lengths of the dimensions, outermost first; copied
     * @param elements gives the elements as fp32, little-endian, row-major, between the buffer's position and limit,
     *     which may be moved; asked once a write, so that only one tensor need be in memory at a time
     */
    public NamedTensor(String name, long[] shape, Supplier<ByteBuffer> elements) {
        this.name = name;
        this.shape = shape.clone();
        this.elements = elements;
    }

    /** The tensor's name in the file. */
    public String name() {
        return name;
    }

    /** Lengths of the dimensions, outermost first. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public long count() {
        long count = 1;
        for (long length : shape) {
            count = Math.multiplyExact(count, length);
        }
        return count;
    }

    boolean hasShape(List<Long> lengths) {
        return Arrays.stream(shape).boxed().toList().equals(lengths);
    }

    /** The elements as fp32, little-endian. */
    public ByteBuffer elements() {
        return elements.get();
    }
}
