package dev.agon.policy;

import java.util.Arrays;

/** A sampled completion. */
public final class Sample {
    private final int[] tokens;
    private final float[] logProbs;
    private final float[] samplingLogProbs;
    private final boolean ended;

    /** A completion with its log-probabilities of both kinds, one a token; all arrays are copied. */
    public Sample(int[] tokens, float[] logProbs, float[] samplingLogProbs, boolean ended) {
        this.tokens = tokens.clone();
        this.logProbs = logProbs.clone();
        this.samplingLogProbs = samplingLogProbs.clone();
        this.ended = ended;
    }

    /** The completion's token ids, the end token included if it was reached. */
    public int[] tokens() {
        return tokens.clone();
    }

    /** Log-probability of each token under the model at temperature 1, in nats. */
    public float[] logProbs() {
        return logProbs.clone();
    }

    /** Log-probability of each token under the distribution that it was drawn from, {@link Sampling}, in nats. */
    public float[] samplingLogProbs() {
        return samplingLogProbs.clone();
    }

    /** Whether the end token was sampled, or a text that ends an answer was complete. */
    public boolean ended() {
        return ended;
    }

    /** The first tokens alone, where a text that ends the answer was complete. */
    public Sample endedAfter(int length) {
        return new Sample(
                Arrays.copyOf(tokens, length),
                Arrays.copyOf(logProbs, length),
                Arrays.copyOf(samplingLogProbs, length),
                true);
    }
}
