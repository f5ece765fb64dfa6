package dev.agon.policy.files;

import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;

/** GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"). */
final class Gpt2Family {
    private Gpt2Family() {}

    static ModelConfig read(JsonFields fields) {
        int hiddenSize = fields.integer("n_embd", 1, JsonFields.MAX_WIDTH);
        int heads = fields.integer("n_head", 1, JsonFields.MAX_WIDTH);
        if (hiddenSize % heads != 0) {
            throw fields.fault("n_embd", "must be a multiple of n_head, which is " + heads);
        }
        if (!fields.flag("scale_attn_weights", true)) {
            throw fields.fault("scale_attn_weights", "asks for unscaled attention, which is not supported");
        }
        fields.refuseTrue("scale_attn_by_inverse_layer_idx", "attention scaled by layer");
        fields.refuseTrue("add_cross_attention", "attention to an encoder");
        int vocabSize = fields.integer("vocab_size", 1, Integer.MAX_VALUE);
        return new ModelConfig(
                "gpt2",
                vocabSize,
                hiddenSize,
                fields.integerOr("n_inner", Math.multiplyExact(4, hiddenSize), 1, JsonFields.MAX_WIDTH),
                fields.integer("n_layer", 1, JsonFields.MAX_LAYERS),
                heads,
                heads,
                hiddenSize / heads,
                fields.integer("n_positions", 1, Integer.MAX_VALUE),
                fields.flag("tie_word_embeddings", true),
                fields.integerOr("bos_token_id", -1, 0, vocabSize - 1),
                fields.integers("eos_token_id", 0, vocabSize - 1),
                new Architecture.Gpt2(
                        fields.number("layer_norm_epsilon", 1e-5, 0, 1),
                        ActivationNames.read(fields, "activation_function", "gelu_new")));
    }
}
