package dev.agon.policy.decoder;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.NamedTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights of a network whose next token depends on the last one alone, with given probabilities, up to the rounding of
 * fp32: a Markov chain in the shape of a transformer, ready to be trained into anything else.
 *
 * <p>A token's embedding is a unit vector of its own, every block adds nothing to it (the projections that write to the
 * residual stream are zero, as in Zhang et al. 2019, arXiv 1901.09321, "Fixup"), the final norm stretches it to length
 * {@code sqrt(D)}, and the output projection holds the log-probabilities, each divided by that length. All other
 * matrices are those of {@link LlamaInitializer}, so that the blocks have a gradient from the first step on; the
 * directions of the residual stream beyond the vocabulary are free for what they learn to write.
 */
public final class MarkovWeights {
    /** What stands for log 0: a probability of about 1e-13. */
    private static final double NEVER = -30;

    private MarkovWeights() {}

    /**
     * Weights of a network of this shape, under their Hugging Face names.
     *
     * @param config not tied, and at least as wide as its vocabulary is large
     * @param logP (V, V) log-probability of each next token (column) after each token (row), in nats; all below -30, as
     *     -infinity, become -30
     * @param seed decides the random matrices
     */
    public static List<NamedTensor> weights(ModelConfig config, double[][] logP, long seed) {
        if (config.tiedEmbeddings() || config.hiddenSize() < config.vocabSize()) {
            throw new IllegalArgumentException("a chain over " + config.vocabSize()
                    + " tokens needs an output projection of its own and at least that width, not "
                    + config.hiddenSize());
        }
        List<NamedTensor> tensors = new ArrayList<>();
        for (NamedTensor tensor : LlamaInitializer.weights(config, seed)) {
            String name = tensor.name();
            if (name.startsWith("model.embed_tokens.")) {
                tensors.add(new NamedTensor(name, tensor.shape(), () -> embedding(config)));
            } else if (name.startsWith("lm_head.")) {
                tensors.add(new NamedTensor(name, tensor.shape(), () -> output(config, logP)));
            } else if (name.contains(".o_proj.") || name.contains(".down_proj.")) {
                tensors.add(new NamedTensor(name, tensor.shape(), () -> zeros(tensor.shape())));
            } else {
                tensors.add(tensor);
            }
        }
        return tensors;
    }

    private static ByteBuffer embedding(ModelConfig config) {
        ByteBuffer buffer = zeros((long) config.vocabSize(), config.hiddenSize());
        for (int token = 0; token < config.vocabSize(); token++) {
            buffer.putFloat(Float.BYTES * (token * config.hiddenSize() + token), 1);
        }
        return buffer;
    }

    private static ByteBuffer output(ModelConfig config, double[][] logP) {
        double length = 1
                / Math.sqrt(1.0 / config.hiddenSize() + config.architecture().normEpsilon()); // of the normed embedding
        ByteBuffer buffer = zeros((long) config.vocabSize(), config.hiddenSize());
        for (int token = 0; token < config.vocabSize(); token++) {
            for (int next = 0; next < config.vocabSize(); next++) {
                float weight = (float) (Math.max(NEVER, logP[token][next]) / length);
                buffer.putFloat(Float.BYTES * (next * config.hiddenSize() + token), weight);
            }
        }
        return buffer;
    }

    /** A buffer of zeros, from its first to its last element. */
    private static ByteBuffer zeros(long... shape) {
        return LlamaInitializer.buffer(shape);
    }
}
