package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** One tensor of a file: its name, type and shape, and its elements read on demand. Thread-safe. */
public final class TensorEntry {
    private static final int CHUNK_BYTES = 1 << 16; // a multiple of every element size

    private final MappedFile file;
    private final String name;
    private final DType dtype;
    private final long[] shape;
    private final long position;
    private final long elements;

    TensorEntry(MappedFile file, String name, DType dtype, long[] shape, long position, long elements) {
        this.file = file;
        this.name = name;
        this.dtype = dtype;
        this.shape = shape;
        this.position = position;
        this.elements = elements;
    }

    /** The tensor's name in the file. */
    public String name() {
        return name;
    }

    /** Type of the elements in the file. */
    public DType dtype() {
        return dtype;
    }

    /** Lengths of the dimensions, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    boolean hasShape(List<Long> lengths) {
        return Arrays.stream(shape).boxed().toList().equals(lengths);
    }

    /** Whether another tensor has the same type, shape and bytes. */
    boolean sameElements(TensorEntry other) {
        if (dtype != other.dtype || !Arrays.equals(shape, other.shape)) {
            return false;
        }
        long bytes = elements * dtype.bytes();
        for (long at = 0; at < bytes; at += CHUNK_BYTES) {
            int count = (int) Math.min(CHUNK_BYTES, bytes - at);
            ByteBuffer mine = ByteBuffer.allocate(count);
            ByteBuffer others = ByteBuffer.allocate(count);
            file.read(position + at, mine);
            other.file.read(other.position + at, others);
            if (!mine.flip().equals(others.flip())) {
                return false;
            }
        }
        return true;
    }

    /** Number of elements. */
    public long elements() {
        return elements;
    }

    /**
     * All elements as fp32.
     *
     * @return a fresh direct buffer, little-endian (the native order of every supported machine), from position 0 to
     *     its limit
     * @throws ModelException if the elements are integers or do not fit a buffer of 2 GiB; then {@link #read(long,
     *     int)} reads them by slices
     */
    public ByteBuffer read() {
        if (elements > Integer.MAX_VALUE / Float.BYTES) {
            throw new ModelException(file.path() + ": tensor " + name + " has " + elements
                    + " elements, too many for one buffer; use a model whose tensors are below 2 GiB in fp32.");
        }
        return read(0, (int) elements);
    }

    /**
     * All elements as fp32, each of them a finite number.
     *
     * @return a buffer as {@link #read()} gives it
     * @throws ModelException as {@link #read()}, and if an element is NaN or infinite
     */
    public ByteBuffer readFinite() {
        ByteBuffer result = read();
        FloatBuffer values = result.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new ModelException(file.path() + ": element " + i + " of tensor " + name + " is " + values.get(i)
                        + "; use weights that are finite numbers, such as an earlier checkpoint.");
            }
        }
        return result;
    }

    /**
     * A run of elements, in row-major order, as fp32.
     *
     * @param first index of the first element
     * @param count number of elements, at most 2^29 - 1
     * @return a fresh buffer as {@link #read()} gives it
     */
    public ByteBuffer read(long first, int count) {
        if (!dtype.isFloat()) {
            throw new ModelException(file.path() + ": tensor " + name + " holds " + dtype
                    + " where floating-point numbers are needed; use a file with F32, F16 or BF16 weights.");
        }
        if (first < 0 || count < 0 || count > Integer.MAX_VALUE / Float.BYTES || first > elements - count) {
            throw new IllegalArgumentException(
                    "elements " + first + " to " + (first + count) + " are not within " + elements);
        }
        ByteBuffer result = direct(count * Float.BYTES);
        long start = position + first * dtype.bytes();
        if (dtype == DType.F32) {
            file.read(start, result);
        } else {
            convert(start, result);
        }
        return result.flip();
    }

    /**
     * All elements as they stand in the file.
     *
     * @return a fresh direct buffer, little-endian, from position 0 to its limit
     * @throws ModelException if the tensor is over 2 GiB
     */
    public ByteBuffer readRaw() {
        long bytes = elements * dtype.bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new ModelException(file.path() + ": tensor " + name + " has " + bytes
                    + " bytes, too many for one buffer; use a file whose tensors are below 2 GiB.");
        }
        ByteBuffer result = direct((int) bytes);
        file.read(position, result);
        return result.flip();
    }

    private void convert(long start, ByteBuffer result) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long from = start;
        while (result.hasRemaining()) {
            chunk.clear().limit(Math.min(CHUNK_BYTES, result.remaining() / Float.BYTES * dtype.bytes()));
            file.read(from, chunk);
            from += chunk.flip().limit();
            while (chunk.hasRemaining()) {
                short half = chunk.getShort();
                result.putFloat(
                        dtype == DType.BF16 ? HalfPrecision.fromBfloat16(half) : HalfPrecision.fromFloat16(half));
            }
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
