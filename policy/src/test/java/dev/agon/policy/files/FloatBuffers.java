package dev.agon.policy.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers and tensors of given numbers, for tests. */
final class FloatBuffers {
    private FloatBuffers() {}

    static ByteBuffer of(float... numbers) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            buffer.putFloat(number);
        }
        return buffer.flip();
    }

    static float[] floats(ByteBuffer buffer) {
        float[] numbers = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(numbers);
        return numbers;
    }

    /** A tensor whose elements are start, start + 1/8, start + 2/8, ... */
    static NamedTensor ramp(String name, float start, long... shape) {
        return new NamedTensor(name, shape, () -> {
            int count = 1;
            for (long length : shape) {
                count *= (int) length;
            }
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = start + i / 8f;
            }
            return of(numbers);
        });
    }
}
