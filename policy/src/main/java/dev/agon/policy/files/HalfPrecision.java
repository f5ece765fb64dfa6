package dev.agon.policy.files;

/** Conversions between fp32 and the two 16-bit formats, bit by bit. */
final class HalfPrecision {
    private HalfPrecision() {}

    /** The fp32 number of a bfloat16: the upper half of its bits. */
    static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The bfloat16 nearest to a number, ties to the even one; overflow gives infinity, NaN stays NaN. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40); // a quiet NaN, so that dropping low bits cannot make it infinite
        }
        int roundingBias = 0x7FFF + ((bits >>> 16) & 1);
        return (short) ((bits + roundingBias) >>> 16);
    }

    /** The fp32 number of an IEEE 754 binary16: sign, 5 exponent bits with bias 15, 10 mantissa bits. */
    static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (mantissa << 13)); // infinity or NaN
        }
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f; // zero or subnormal
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 127 - 15) << 23) | (mantissa << 13));
    }
}
