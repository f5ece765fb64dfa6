package dev.agon.protocol;

import java.nio.charset.StandardCharsets;

/**
 * A counter-based random generator: number n of a stream is a pure function of the stream's key and n, so any node can
 * draw any part of it, in any order, and get the same numbers.
 *
 * <p>A key is derived from the run's seed and a path of labels, such as (iteration, prompt id, sample). Numbers are the
 * SplitMix64 output function (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA)
 * applied to key + n * golden gamma.
 */
public final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;

    private CounterRandom(long key) {
        this.key = key;
    }

    /** The root stream of a run. */
    public static CounterRandom of(long seed) {
        return new CounterRandom(mix(seed + GOLDEN_GAMMA));
    }

    /** The stream of this path extended by a number. */
    public CounterRandom at(long label) {
        return new CounterRandom(mix(mix(key ^ GOLDEN_GAMMA) + mix(label * GOLDEN_GAMMA + 1)));
    }

    /** The stream of this path extended by a name. */
    public CounterRandom at(String label) {
        long hash = 0xCBF29CE484222325L; // FNV-1a over the UTF-8 bytes
        for (byte b : label.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return at(hash);
    }

    /** 64 random bits: number {@code n} of the stream. */
    public long bits(long n) {
        return mix(key + n * GOLDEN_GAMMA);
    }

    /** Number {@code n} of the stream as a uniform double in [0, 1), a multiple of 2^-53. */
    public double uniform(long n) {
        return (bits(n) >>> 11) * 0x1.0p-53;
    }

    /** Number {@code n} of the stream as a uniform float in [0, 1), a multiple of 2^-24. */
    public float uniformFloat(long n) {
        return (bits(n) >>> 40) * 0x1.0p-24f;
    }

    /** Number {@code n} of the stream as a uniform integer in [0, bound); the bias is below bound / 2^53. */
    public int below(int bound, long n) {
        return (int) (uniform(n) * bound);
    }

    /** A uniformly random order of 0..size-1 (Fisher-Yates on numbers 0..size-2 of the stream). */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int j = below(i + 1, size - 1 - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
