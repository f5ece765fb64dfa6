package dev.agon.protocol.wire;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/**
 * Reads bytes that somebody else wrote. Before room is made for what a count announces, the bytes that are left must
 * suffice for it, so that a few bytes cannot ask for gigabytes.
 */
final class BoundedInput extends Input {
    BoundedInput(byte[] bytes) {
        super(bytes);
    }

    /** A number of things of at least so many bytes each. */
    static int count(Input input, int bytesEach) {
        return require(input, input.readVarInt(true), bytesEach);
    }

    private static int require(Input input, long count, int bytesEach) {
        int left = input.limit() - input.position();
        if (count < 0 || count > left / bytesEach) {
            throw new KryoException(count + " values are announced but " + left + " bytes are left");
        }
        return (int) count;
    }

    /** The number of duels among a number of competitors, of at least so many bytes each. */
    static int duels(Input input, int competitors, int bytesEach) {
        return require(input, competitors < 0 ? -1 : (long) competitors * (competitors - 1) / 2, bytesEach);
    }

    /** Kryo makes room for all characters of a text at once, unless it is ASCII. */
    @Override
    public String readString() {
        if (readVarIntFlag()) {
            int start = position();
            require(this, Math.max(0, readVarIntFlag(true) - 1), 1); // Kryo writes one more, as 0 stands for null
            setPosition(start);
        }
        return super.readString();
    }
}
