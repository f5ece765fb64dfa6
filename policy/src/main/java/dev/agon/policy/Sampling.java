package dev.agon.policy;

import java.util.List;

/**
 * The distribution that tokens are drawn from, made of the model's in this order: logits are divided by the
 * temperature; all but the {@code topK} likeliest tokens are cut off; then the least likely tokens as long as together
 * they have at most {@code 1 - topP} (nucleus sampling, Holtzman et al. 2019, arXiv 1904.09751); then tokens with less
 * than {@code minP} of the likeliest one's probability (Nguyen et al. 2024, arXiv 2407.01082). What is left is scaled
 * to sum 1. Order and edge cases are those of the {@code transformers} library.
 *
 * @param temperature divisor of the logits; 0 takes the likeliest token
 * @param topK how many tokens stay, those equally likely as the last one too; 0 for all
 * @param topP share of the probability that stays, in (0, 1]
 * @param minP least probability that stays, as a share of the greatest, in [0, 1]
 * @param stops texts that end an answer, which keeps them
 */
public record Sampling(double temperature, int topK, double topP, double minP, List<String> stops) {
    public Sampling {
        stops = List.copyOf(stops);
    }

    /** From the whole distribution at a temperature. */
    public static Sampling at(double temperature) {
        return new Sampling(temperature, 0, 1, 0, List.of());
    }
}
