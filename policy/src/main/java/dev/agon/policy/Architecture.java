package dev.agon.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the layers of a decoder compute. All are residual, with a norm before attention and feed-forward layer. */
public sealed interface Architecture {
    /** Added to the mean square, or to the variance, in every norm. */
    double normEpsilon();

    /** The feed-forward layer's non-linearity. */
    Activation activation();

    /**
     * GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"): LayerNorm, learned positions,
     * a feed-forward layer without gate, biases everywhere. Its files hold matrices as (inputs, outputs), and query,
     * key and value as one.
     */
    record Gpt2(double normEpsilon, Activation activation) implements Architecture {}

    /**
     * Llama (Touvron et al. 2023, arXiv 2302.13971) and its kin: RMSNorm, rotary positions, grouped-query attention, a
     * gated feed-forward layer.
     *
     * @param traits how it differs from Llama
     * @param ropes the rotary embeddings from which layers choose
     * @param layers one entry a layer
     * @param window how many tokens, its own included, a token sees in a layer with a sliding window; 0 where none has
     *     one
     * @param scales factors and caps
     */
    record Rotary(
            double normEpsilon,
            Activation activation,
            Set<Trait> traits,
            List<Rope> ropes,
            List<Layer> layers,
            int window,
            Scales scales)
            implements Architecture {
        public Rotary {
            traits = traits.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(traits));
            ropes = List.copyOf(ropes);
            layers = List.copyOf(layers);
        }
    }

    /** What a network of Llama's kin may have that Llama has not. */
    enum Trait {
        /** Queries, keys and values have biases. */
        QUERY_KEY_VALUE_BIAS,
        /** Attention's output projection has a bias. */
        ATTENTION_OUTPUT_BIAS,
        /** The feed-forward layer's matrices have biases. */
        FEED_FORWARD_BIAS,
        /** Each head's query and key pass an RMSNorm before they are turned (Henry et al. 2020, arXiv 2010.04245). */
        QUERY_KEY_NORM,
        /** Attention and feed-forward layer are followed by a norm, too, before they join the residual stream. */
        SANDWICH_NORMS,
        /** A norm multiplies by 1 + its weight. */
        OFFSET_NORMS
    }

    /**
     * One layer.
     *
     * @param sliding whether its tokens see the window alone
     * @param rope which rotary embedding it has, or {@link #NO_ROPE}
     */
    record Layer(boolean sliding, int rope) {
        /** A layer that knows no positions (Kazemnejad et al. 2023, arXiv 2305.19466). */
        public static final int NO_ROPE = -1;
    }

    /**
     * Factors and soft caps; a value x under a cap c becomes c tanh(x / c) (Gemma 2, arXiv 2408.00118, section 2).
     *
     * @param embedding factor of the embedded tokens
     * @param attention factor of the scores of queries and keys
     * @param attentionCap cap of these scores, 0 for none
     * @param logitCap cap of the logits, 0 for none
     */
    record Scales(double embedding, double attention, double attentionCap, double logitCap) {
        /** Those of a network that only divides attention scores by the root of the head's size. */
        public static Scales plain(int headSize) {
            return new Scales(1, 1 / Math.sqrt(headSize), 0, 0);
        }
    }
}
