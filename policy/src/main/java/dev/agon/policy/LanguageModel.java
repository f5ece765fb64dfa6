package dev.agon.policy;

import java.util.List;

/**
 * A network with its weights and tokenizer on one device. Not thread-safe: a model belongs to the thread that uses it.
 */
public interface LanguageModel extends AutoCloseable {
    /** The network's shape. */
    ModelConfig config();

    /** The tokenizer that belongs to the weights. */
    Tokenizer tokenizer();

    /**
     * Log-probabilities of the completion tokens given everything before them, at temperature 1.
     *
     * @param sequences any number of them; the model itself divides them into batches that its memory holds
     * @return for each sequence an array as long as its completion, in nats
     * @throws IllegalArgumentException if a sequence is longer than the context
     */
    List<float[]> logProbs(List<Sequence> sequences);

    /**
     * Samples completions for a batch of prompts, of which {@link SamplingOptions#rows} decode together.
     *
     * @param prompts token ids, each of at least one token and with room in the context for {@code maxNewTokens}
     * @param uniforms numbers in [0, 1), (prompts x samples, maxNewTokens): row {@code p * samples + s} decides sample
     *     s of prompt p, one number a token; the result is a pure function of weights, prompts, options and these
     * @return the completions in the rows' order
     */
    List<Sample> sample(List<int[]> prompts, SamplingOptions options, float[][] uniforms);

    /** Frees the weights. */
    @Override
    void close();
}
