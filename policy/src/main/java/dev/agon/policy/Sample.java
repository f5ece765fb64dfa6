package dev.agon.policy;

/** A sampled completion. */
public final class Sample {
    private final int[] tokens;
    private final float[] logProbs;
    private final boolean ended;

    /** A completion with its log-probabilities, one a token; both arrays are copied. */
    public Sample(int[] tokens, float[] logProbs, boolean ended) {
        this.tokens = tokens.clone();
        this.logProbs = logProbs.clone();
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

    /** Whether the end token was sampled. */
    public boolean ended() {
        return ended;
    }
}
