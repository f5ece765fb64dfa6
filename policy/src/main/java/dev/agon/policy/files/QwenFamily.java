package dev.agon.policy.files;

import dev.agon.policy.Architecture.Layer;
import dev.agon.policy.Architecture.Trait;
import dev.agon.policy.ModelConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Qwen2 and Qwen2.5 (Yang et al. 2024, arXiv 2407.10671) and Qwen3 (Yang et al. 2025, arXiv 2505.09388). */
final class QwenFamily {
    private QwenFamily() {}

    /** Section 2.2.1: biases of queries, keys and values. */
    static ModelConfig readQwen2(JsonFields fields) {
        return read(new RotaryFields(fields), fields, EnumSet.of(Trait.QUERY_KEY_VALUE_BIAS));
    }

    /** Section 2: norms of queries and keys instead. */
    static ModelConfig readQwen3(JsonFields fields) {
        Set<Trait> traits = EnumSet.of(Trait.QUERY_KEY_NORM);
        if (fields.flag("attention_bias")) {
            traits.add(Trait.QUERY_KEY_VALUE_BIAS);
            traits.add(Trait.ATTENTION_OUTPUT_BIAS);
        }
        return read(new RotaryFields(fields, 128), fields, traits);
    }

    /** The layers from {@code max_window_layers} on have the window, if there is one and nothing else is said. */
    private static ModelConfig read(RotaryFields rotary, JsonFields fields, Set<Trait> traits) {
        int window = fields.flag("use_sliding_window") ? rotary.window(4096) : 0;
        int first = fields.integerOr("max_window_layers", 28, 0, Integer.MAX_VALUE);
        List<Boolean> sliding = rotary.sliding(i -> window > 0 && i >= first);
        rotary.requireWindow(window, sliding);
        List<Layer> layers = rotary.layers(sliding::get, i -> 0);
        return rotary.config(rotary.architecture(traits, List.of(rotary.rope(10_000)), layers, window));
    }
}
