package dev.agon.policy.files;

import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** Names, roles and shapes of a network's weights, as transformers stores them. */
public final class NetworkWeights {
    /** Before the names of all weights but the output's; files of the network without its output lack it. */
    private static final String LLAMA_PREFIX = "model.";

    private static final String GPT2_PREFIX = "transformer.";

    private final ModelConfig config;
    private final List<Weight> weights = new ArrayList<>();

    private NetworkWeights(ModelConfig config) {
        this.config = config;
    }

    /**
     * All weights of a network, in the order in which this project keeps them: embedding, layer by layer, final norm,
     * and the output projection unless it is tied to the embedding. A matrix is (outputs, inputs), in GPT-2 (inputs,
     * outputs).
     */
    public static List<Weight> of(ModelConfig config) {
        NetworkWeights network = new NetworkWeights(config);
        if (config.architecture() instanceof Architecture.Rotary rotary) {
            network.addRotary(rotary);
        } else {
            network.addGpt2();
        }
        return List.copyOf(network.weights);
    }

    /** What precedes the names of a network's weights in files that hold its output, too. */
    static String prefix(ModelConfig config) {
        return config.architecture() instanceof Architecture.Rotary ? LLAMA_PREFIX : GPT2_PREFIX;
    }

    private void addRotary(Architecture.Rotary rotary) {
        long hidden = config.hiddenSize();
        add(LLAMA_PREFIX + "embed_tokens.weight", Role.EMBEDDING, 0, (long) config.vocabSize(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            addRotaryLayer(rotary, layer);
        }
        add(LLAMA_PREFIX + "norm.weight", Role.FINAL_NORM, 0, hidden);
        addOutput();
    }

    private void addRotaryLayer(Architecture.Rotary rotary, int layer) {
        String prefix = LLAMA_PREFIX + "layers." + layer + ".";
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long queries = (long) config.heads() * config.headSize();
        long keyValues = (long) config.keyValueHeads() * config.headSize();
        boolean inputBias = rotary.traits().contains(Architecture.Trait.QUERY_KEY_VALUE_BIAS);
        boolean outputBias = rotary.traits().contains(Architecture.Trait.ATTENTION_OUTPUT_BIAS);
        boolean innerBias = rotary.traits().contains(Architecture.Trait.FEED_FORWARD_BIAS);
        boolean sandwich = rotary.traits().contains(Architecture.Trait.SANDWICH_NORMS);
        add(prefix + "input_layernorm.weight", Role.ATTENTION_NORM, layer, hidden);
        addMatrix(prefix + "self_attn.q_proj", Role.QUERY, layer, inputBias, queries, hidden);
        addMatrix(prefix + "self_attn.k_proj", Role.KEY, layer, inputBias, keyValues, hidden);
        addMatrix(prefix + "self_attn.v_proj", Role.VALUE, layer, inputBias, keyValues, hidden);
        if (rotary.traits().contains(Architecture.Trait.QUERY_KEY_NORM)) {
            add(prefix + "self_attn.q_norm.weight", Role.QUERY_NORM, layer, (long) config.headSize());
            add(prefix + "self_attn.k_norm.weight", Role.KEY_NORM, layer, (long) config.headSize());
        }
        addMatrix(prefix + "self_attn.o_proj", Role.ATTENTION_OUTPUT, layer, outputBias, hidden, queries);
        // Gemma's files name the norm after attention as Llama's name the one before the feed-forward layer.
        Role afterAttention = sandwich ? Role.AFTER_ATTENTION_NORM : Role.FEED_FORWARD_NORM;
        add(prefix + "post_attention_layernorm.weight", afterAttention, layer, hidden);
        if (sandwich) {
            add(prefix + "pre_feedforward_layernorm.weight", Role.FEED_FORWARD_NORM, layer, hidden);
        }
        addMatrix(prefix + "mlp.gate_proj", Role.GATE, layer, innerBias, inner, hidden);
        addMatrix(prefix + "mlp.up_proj", Role.UP, layer, innerBias, inner, hidden);
        addMatrix(prefix + "mlp.down_proj", Role.DOWN, layer, innerBias, hidden, inner);
        if (sandwich) {
            add(prefix + "post_feedforward_layernorm.weight", Role.AFTER_FEED_FORWARD_NORM, layer, hidden);
        }
    }

    private void addGpt2() {
        long hidden = config.hiddenSize();
        add(GPT2_PREFIX + "wte.weight", Role.EMBEDDING, 0, (long) config.vocabSize(), hidden);
        add(GPT2_PREFIX + "wpe.weight", Role.POSITIONS, 0, (long) config.contextLength(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            addGpt2Layer(layer);
        }
        add(GPT2_PREFIX + "ln_f.weight", Role.FINAL_NORM, 0, hidden);
        add(GPT2_PREFIX + "ln_f.bias", Role.FINAL_NORM_BIAS, 0, hidden);
        addOutput();
    }

    private void addGpt2Layer(int layer) {
        String prefix = GPT2_PREFIX + "h." + layer + ".";
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        add(prefix + "ln_1.weight", Role.ATTENTION_NORM, layer, hidden);
        add(prefix + "ln_1.bias", Role.ATTENTION_NORM_BIAS, layer, hidden);
        addTransposed(prefix + "attn.c_attn", Role.QUERY_KEY_VALUE, layer, hidden, 3 * hidden);
        addTransposed(prefix + "attn.c_proj", Role.ATTENTION_OUTPUT, layer, hidden, hidden);
        add(prefix + "ln_2.weight", Role.FEED_FORWARD_NORM, layer, hidden);
        add(prefix + "ln_2.bias", Role.FEED_FORWARD_NORM_BIAS, layer, hidden);
        addTransposed(prefix + "mlp.c_fc", Role.UP, layer, hidden, inner);
        addTransposed(prefix + "mlp.c_proj", Role.DOWN, layer, inner, hidden);
    }

    private void addOutput() {
        if (!config.tiedEmbeddings()) {
            add("lm_head.weight", Role.OUTPUT, 0, (long) config.vocabSize(), (long) config.hiddenSize());
        }
    }

    /** A matrix (outputs, inputs), with its bias if it has one. */
    private void addMatrix(String module, Role role, int layer, boolean bias, long outputs, long inputs) {
        add(module + ".weight", role, layer, outputs, inputs);
        if (bias) {
            add(module + ".bias", biasOf(role), layer, outputs);
        }
    }

    /** A matrix (inputs, outputs) with its bias. */
    private void addTransposed(String module, Role role, int layer, long inputs, long outputs) {
        add(module + ".weight", role, layer, inputs, outputs);
        add(module + ".bias", biasOf(role), layer, outputs);
    }

    private static Role biasOf(Role role) {
        return Role.valueOf(role + "_BIAS");
    }

    private void add(String name, Role role, int layer, Long... shape) {
        weights.add(new Weight(name, role, layer, List.of(shape)));
    }
}
