package dev.agon.policy.files;

import dev.agon.policy.Architecture.Layer;
import dev.agon.policy.Architecture.Trait;
import dev.agon.policy.ModelConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Llama itself (1 to 3.2, SmolLM and others that share its {@code model_type}), Mistral and SmolLM3. */
final class LlamaFamily {
    private LlamaFamily() {}

    static ModelConfig readLlama(JsonFields fields) {
        RotaryFields rotary = new RotaryFields(fields);
        return rotary.config(rotary.architecture(
                biases(fields), List.of(rotary.rope(10_000)), rotary.layers(i -> false, i -> 0), 0));
    }

    /** Mistral 7B (Jiang et al. 2023, arXiv 2310.06825), section 2: a sliding window in every layer. */
    static ModelConfig readMistral(JsonFields fields) {
        RotaryFields rotary = new RotaryFields(fields);
        int window = rotary.window(4096);
        List<Layer> layers = rotary.layers(i -> window > 0, i -> 0);
        return rotary.config(rotary.architecture(Set.of(), List.of(rotary.rope(10_000)), layers, window));
    }

    /** SmolLM3 (Bakouch et al. 2025): every fourth layer knows no positions. */
    static ModelConfig readSmolLm3(JsonFields fields) {
        RotaryFields rotary = new RotaryFields(fields).tiedUnlessSaid();
        int interval = fields.integerOr("no_rope_layer_interval", 4, 1, Integer.MAX_VALUE);
        List<Integer> turned = fields.has("no_rope_layers")
                ? fields.integers("no_rope_layers", rotary.layers(), 0, 1)
                : IntStream.range(0, rotary.layers())
                        .mapToObj(i -> (i + 1) % interval == 0 ? 0 : 1)
                        .toList();
        int window = fields.flag("use_sliding_window") ? rotary.window(0) : 0;
        List<Boolean> sliding = rotary.sliding(i -> window > 0 && turned.get(i) == 0);
        rotary.requireWindow(window, sliding);
        List<Layer> layers = rotary.layers(sliding::get, i -> turned.get(i) == 0 ? Layer.NO_ROPE : 0);
        return rotary.config(rotary.architecture(biases(fields), List.of(rotary.rope(2_000_000)), layers, window));
    }

    /** The biases that {@code attention_bias} and {@code mlp_bias} ask for. */
    static Set<Trait> biases(JsonFields fields) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (fields.flag("attention_bias")) {
            traits.add(Trait.QUERY_KEY_VALUE_BIAS);
            traits.add(Trait.ATTENTION_OUTPUT_BIAS);
        }
        if (fields.flag("mlp_bias")) {
            traits.add(Trait.FEED_FORWARD_BIAS);
        }
        return traits;
    }
}
