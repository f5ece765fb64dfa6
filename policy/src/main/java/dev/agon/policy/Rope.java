package dev.agon.policy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rotary position embedding (Su et al. 2021, arXiv 2104.09864): pair i of a head of size S turns by {@code factors[i]
 * theta^(-2i/S)} radians a position.
 *
 * @param theta base of the wavelengths
 * @param factors S/2 of them; 1 where positions are not scaled
 */
public record Rope(double theta, List<Double> factors) {
    public Rope {
        factors = List.copyOf(factors);
    }

    /** Without scaling. */
    public static Rope plain(double theta, int headSize) {
        return linear(theta, headSize, 1);
    }

    /** Every frequency divided by {@code factor} (Chen et al. 2023, arXiv 2306.15595, equation 4). */
    public static Rope linear(double theta, int headSize, double factor) {
        return new Rope(theta, Collections.nCopies(headSize / 2, 1 / factor));
    }

    /**
     * Llama 3.1's scaling: frequencies that turn less than {@code low} times in the original context are divided by
     * {@code factor}, those that turn more than {@code high} times stay, and those between are mixed linearly in the
     * number of turns (Llama 3.1's reference code; arXiv 2407.21783, section 3.4, trains with it).
     */
    public static Rope llama3(double theta, int headSize, double factor, double low, double high, double context) {
        return new Rope(
                theta,
                IntStream.range(0, headSize / 2)
                        .mapToObj(i -> {
                            double frequency = Math.pow(theta, -2.0 * i / headSize);
                            double turns = context * frequency / (2 * Math.PI);
                            double kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
                            return kept + (1 - kept) / factor;
                        })
                        .toList());
    }
}
