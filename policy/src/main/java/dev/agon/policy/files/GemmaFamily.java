package dev.agon.policy.files;

import dev.agon.policy.Architecture;
import dev.agon.policy.Architecture.Layer;
import dev.agon.policy.Architecture.Scales;
import dev.agon.policy.Architecture.Trait;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Rope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Gemma 2 (Gemma Team 2024, arXiv 2408.00118) and the text models of Gemma 3 (Gemma Team 2025, arXiv 2503.19786).
 * Tokens are scaled by the root of the width, norms multiply by 1 + weight and stand on both sides of each sublayer,
 * and attention scores are divided by the root of {@code query_pre_attn_scalar}.
 */
final class GemmaFamily {
    private static final int HEAD_SIZE = 256;

    private GemmaFamily() {}

    /** Section 2: windows in every other layer, soft caps on attention scores and logits. */
    static ModelConfig readGemma2(JsonFields fields) {
        RotaryFields rotary = fields(fields);
        List<Boolean> sliding = rotary.sliding(i -> i % 2 == 0);
        List<Layer> layers = rotary.layers(sliding::get, i -> 0);
        Scales scales = scales(
                fields, rotary, cap(fields, "attn_logit_softcapping", 50), cap(fields, "final_logit_softcapping", 30));
        return config(rotary, sliding, traits(fields), List.of(rotary.rope(10_000)), layers, scales);
    }

    /**
     * Section 2: norms of queries and keys, windows in all layers but every sixth, which has a longer-waved embedding.
     */
    static ModelConfig readGemma3(JsonFields fields) {
        RotaryFields rotary = fields(fields);
        if (fields.has("attn_logit_softcapping")) {
            throw fields.fault("attn_logit_softcapping", "asks for a cap, which Gemma 3 does not have; set it to null");
        }
        int pattern = fields.integerOr("sliding_window_pattern", 6, 1, Integer.MAX_VALUE);
        List<Boolean> sliding = rotary.sliding(i -> (i + 1) % pattern != 0);
        List<Layer> layers = rotary.layers(sliding::get, i -> sliding.get(i) ? 1 : 0);
        Set<Trait> traits = traits(fields);
        traits.add(Trait.QUERY_KEY_NORM);
        List<Rope> ropes = List.of(
                rotary.rope("full_attention", "rope_theta", 1_000_000),
                rotary.rope("sliding_attention", "rope_local_base_freq", 10_000));
        Scales scales = scales(fields, rotary, 0, cap(fields, "final_logit_softcapping", 0));
        return config(rotary, sliding, traits, ropes, layers, scales);
    }

    private static RotaryFields fields(JsonFields fields) {
        fields.refuseTrue("use_bidirectional_attention", "attention to what follows");
        return new RotaryFields(fields, HEAD_SIZE, "hidden_activation", "gelu_pytorch_tanh").tiedUnlessSaid();
    }

    private static Set<Trait> traits(JsonFields fields) {
        Set<Trait> traits = EnumSet.of(Trait.SANDWICH_NORMS, Trait.OFFSET_NORMS);
        if (fields.flag("attention_bias")) {
            traits.add(Trait.QUERY_KEY_VALUE_BIAS);
            traits.add(Trait.ATTENTION_OUTPUT_BIAS);
        }
        return traits;
    }

    /** A cap; 0 if the file says null. */
    private static double cap(JsonFields fields, String name, double absent) {
        return fields.isNull(name) ? 0 : fields.number(name, absent, 0, 1e9);
    }

    private static Scales scales(JsonFields fields, RotaryFields rotary, double attentionCap, double logitCap) {
        double scalar = fields.number("query_pre_attn_scalar", HEAD_SIZE, 1e-9, 1e9);
        return new Scales(Math.sqrt(rotary.hiddenSize()), 1 / Math.sqrt(scalar), attentionCap, logitCap);
    }

    private static ModelConfig config(
            RotaryFields rotary,
            List<Boolean> sliding,
            Set<Trait> traits,
            List<Rope> ropes,
            List<Layer> layers,
            Scales scales) {
        int window = rotary.window(4096);
        rotary.requireWindow(window, sliding);
        return rotary.config(new Architecture.Rotary(
                rotary.normEpsilon(), rotary.activation(), traits, ropes, layers, window, scales));
    }
}
