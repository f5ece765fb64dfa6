package dev.agon.policy;

/**
 * The shape of a Llama-architecture decoder; the fields are those of a Hugging Face {@code config.json} with
 * {@code model_type} "llama".
 *
 * @param vocabSize number of token ids
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the SwiGLU layer
 * @param layers number of decoder layers
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headSize width of one head, even
 * @param normEpsilon added to the mean square in RMSNorm
 * @param ropeTheta base of the rotary embedding's wavelengths
 * @param contextLength largest number of tokens, prompt and completion together
 * @param tiedEmbeddings whether the output projection is the embedding matrix
 * @param beginToken id put before every prompt by the tokenizer's convention, or -1 for none
 * @param endToken id that ends a completion
 */
public record ModelConfig(
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
        int endToken) {}
