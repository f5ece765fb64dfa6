package dev.agon.policy;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A decoder's sizes and special tokens, and what it computes.
 *
 * @param family its {@code model_type} in a Hugging Face {@code config.json}, such as "llama"
 * @param vocabSize number of token ids
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the feed-forward layer
 * @param layers number of decoder layers
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headSize width of one head; even where positions are rotary
 * @param contextLength largest number of tokens, prompt and completion together
 * @param tiedEmbeddings whether the output projection is the embedding matrix
 * @param beginToken id put before every prompt by the tokenizer's convention, or -1 for none
 * @param endTokens ids of which each ends a completion, at least one; the first also ends a text in pretraining
 * @param architecture what the layers compute
 */
public record ModelConfig(
        String family,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int contextLength,
        boolean tiedEmbeddings,
        int beginToken,
        List<Integer> endTokens,
        Architecture architecture) {
    public ModelConfig {
        endTokens = List.copyOf(endTokens);
        if (endTokens.isEmpty()) {
            throw new IllegalArgumentException("a model has an end token at least");
        }
    }

    /** The family that this project trains from the start. */
    public static final String LLAMA = "llama";

    /**
     * A Llama without biases and scaled positions, as {@code agon pretrain} makes it; parameters as for the record.
     *
     * @param normEpsilon added to the mean square in RMSNorm
     * @param ropeTheta base of the rotary embedding's wavelengths
     */
    public static ModelConfig llama(
            int vocabSize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int heads,
            int keyValueHeads,
            int headSize,
            double normEpsilon,
            double ropeTheta,
            int contextLength,
            boolean tiedEmbeddings,
            int beginToken,
            int endToken) {
        Architecture architecture = new Architecture.Rotary(
                normEpsilon,
                Activation.SILU,
                Set.of(),
                List.of(Rope.plain(ropeTheta, headSize)),
                Collections.nCopies(layers, new Architecture.Layer(false, 0)),
                0,
                Architecture.Scales.plain(headSize));
        return new ModelConfig(
                LLAMA,
                vocabSize,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                keyValueHeads,
                headSize,
                contextLength,
                tiedEmbeddings,
                beginToken,
                List.of(endToken),
                architecture);
    }

    /** The first end token. */
    public int endToken() {
        return endTokens.get(0);
    }
}
