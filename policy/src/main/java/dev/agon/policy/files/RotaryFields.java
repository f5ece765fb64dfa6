package dev.agon.policy.files;

import dev.agon.policy.Activation;
import dev.agon.policy.Architecture;
import dev.agon.policy.Architecture.Layer;
import dev.agon.policy.Architecture.Scales;
import dev.agon.policy.Architecture.Trait;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Rope;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** What the {@code config.json} of Llama and its kin have in common, with the defaults of transformers. */
final class RotaryFields {
    private static final String FULL = "full_attention";
    private static final String KEY_VALUE_HEADS = "num_key_value_heads";
    private static final String SLIDING = "sliding_attention";

    private final JsonFields fields;
    private final String family;
    private final int hiddenSize;
    private final int heads;
    private final int keyValueHeads;
    private final int headSize;
    private final int layers;
    private final Activation activation;
    private boolean tiedUnlessSaid;

    /** Fields of a family whose heads share the width unless {@code head_dim} is given. */
    RotaryFields(JsonFields fields) {
        this(fields, 0);
    }

    /** @param headSize what an absent {@code head_dim} means; 0 if the heads then share the width */
    RotaryFields(JsonFields fields, int headSize) {
        this(fields, headSize, "hidden_act", "silu");
    }

    RotaryFields(JsonFields fields, int headSize, String activationField, String activation) {
        this.fields = fields;
        this.family = fields.text("model_type");
        this.activation = ActivationNames.read(fields, activationField, activation);
        this.hiddenSize = fields.integer("hidden_size", 1, JsonFields.MAX_WIDTH);
        this.heads = fields.integer("num_attention_heads", 1, JsonFields.MAX_WIDTH);
        boolean asManyAsHeads = fields.isNull(KEY_VALUE_HEADS) || family.equals(ModelConfig.LLAMA);
        this.keyValueHeads = asManyAsHeads
                ? fields.integerOr(KEY_VALUE_HEADS, heads, 1, JsonFields.MAX_WIDTH)
                : fields.integer(KEY_VALUE_HEADS, 1, JsonFields.MAX_WIDTH);
        if (heads % keyValueHeads != 0) {
            throw fields.fault(KEY_VALUE_HEADS, "must divide num_attention_heads, which is " + heads);
        }
        if (!fields.has("head_dim") && headSize == 0 && hiddenSize % heads != 0) {
            throw fields.fault("hidden_size", "must be a multiple of num_attention_heads, which is " + heads);
        }
        int absent = headSize == 0 ? Math.max(1, hiddenSize / heads) : headSize;
        this.headSize = fields.integerOr("head_dim", absent, 1, JsonFields.MAX_WIDTH);
        if (this.headSize % 2 != 0) {
            throw fields.fault("head_dim", "must be even: rotary embeddings turn pairs; a head has " + this.headSize);
        }
        this.layers = fields.integer("num_hidden_layers", 1, JsonFields.MAX_LAYERS);
        if (fields.number("partial_rotary_factor", 1, 0, 1) < 1) {
            throw fields.fault("partial_rotary_factor", "asks for heads turned in part, which is not supported");
        }
    }

    /** Makes an absent {@code tie_word_embeddings} mean true. */
    RotaryFields tiedUnlessSaid() {
        tiedUnlessSaid = true;
        return this;
    }

    int hiddenSize() {
        return hiddenSize;
    }

    int layers() {
        return layers;
    }

    double normEpsilon() {
        return fields.number("rms_norm_eps", 1e-6, 0, 1);
    }

    Activation activation() {
        return activation;
    }

    /** Tokens of a sliding window: {@code absent} if nothing is said, 0 (no window) if null is. */
    int window(int absent) {
        return fields.isNull("sliding_window") ? 0 : fields.integerOr("sliding_window", absent, 1, Integer.MAX_VALUE);
    }

    /** Which layers have the window, by {@code layer_types} or, if it is absent, by a rule. */
    List<Boolean> sliding(IntPredicate rule) {
        if (!fields.has("layer_types")) {
            return IntStream.range(0, layers).mapToObj(rule::test).toList();
        }
        return fields.texts("layer_types", layers, List.of(FULL, SLIDING)).stream()
                .map(SLIDING::equals)
                .toList();
    }

    /** Refuses layers with a window where there is none. */
    void requireWindow(int window, List<Boolean> sliding) {
        if (window == 0 && sliding.contains(true)) {
            throw fields.fault(
                    "sliding_window",
                    "must be a number of tokens, and use_sliding_window true where the family has it, since layers have a window");
        }
    }

    List<Layer> layers(IntFunction<Boolean> sliding, IntUnaryOperator rope) {
        return IntStream.range(0, layers)
                .mapToObj(i -> new Layer(sliding.apply(i), rope.applyAsInt(i)))
                .toList();
    }

    /** The one rotary embedding of a network; see {@link RopeFields}. */
    Rope rope(double theta) {
        return RopeFields.read(fields, headSize, theta);
    }

    /** The rotary embedding of layers of one type, in a network that has two. */
    Rope rope(String layerType, String thetaField, double theta) {
        return RopeFields.read(fields, layerType, thetaField, headSize, theta);
    }

    /** A network with the scales of Llama. */
    Architecture architecture(Set<Trait> traits, List<Rope> ropes, List<Layer> kinds, int window) {
        return new Architecture.Rotary(normEpsilon(), activation, traits, ropes, kinds, window, Scales.plain(headSize));
    }

    ModelConfig config(Architecture architecture) {
        int vocabSize = fields.integer("vocab_size", 1, Integer.MAX_VALUE);
        return new ModelConfig(
                family,
                vocabSize,
                hiddenSize,
                fields.integer("intermediate_size", 1, JsonFields.MAX_WIDTH),
                layers,
                heads,
                keyValueHeads,
                headSize,
                fields.integer("max_position_embeddings", 1, Integer.MAX_VALUE),
                fields.flag("tie_word_embeddings", tiedUnlessSaid),
                fields.integerOr("bos_token_id", -1, 0, vocabSize - 1),
                fields.integers("eos_token_id", 0, vocabSize - 1),
                architecture);
    }
}
