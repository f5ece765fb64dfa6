package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** Names and shapes of the weights of a Llama-architecture network, as transformers stores them. */
public final class LlamaTensors {
    private LlamaTensors() {}

    /**
     * A tensor that a network needs.
     *
     * @param name its name in the file
     * @param shape lengths of its dimensions; a matrix is (outputs, inputs)
     */
    public record Expected(String name, List<Long> shape) {
        public Expected {
            shape = List.copyOf(shape);
        }
    }

    /**
     * All weights of a network, in the order in which this project keeps them: embedding, layer by layer, final norm,
     * and the output projection unless it is tied to the embedding.
     */
    public static List<Expected> expected(ModelConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long queries = (long) config.heads() * config.headSize();
        long keyValues = (long) config.keyValueHeads() * config.headSize();
        List<Expected> tensors = new ArrayList<>();
        tensors.add(tensor("model.embed_tokens", (long) config.vocabSize(), hidden));
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.add(tensor(prefix + "input_layernorm", hidden));
            tensors.add(tensor(prefix + "self_attn.q_proj", queries, hidden));
            tensors.add(tensor(prefix + "self_attn.k_proj", keyValues, hidden));
            tensors.add(tensor(prefix + "self_attn.v_proj", keyValues, hidden));
            tensors.add(tensor(prefix + "self_attn.o_proj", hidden, queries));
            tensors.add(tensor(prefix + "post_attention_layernorm", hidden));
            tensors.add(tensor(prefix + "mlp.gate_proj", inner, hidden));
            tensors.add(tensor(prefix + "mlp.up_proj", inner, hidden));
            tensors.add(tensor(prefix + "mlp.down_proj", hidden, inner));
        }
        tensors.add(tensor("model.norm", hidden));
        if (!config.tiedEmbeddings()) {
            tensors.add(tensor("lm_head", (long) config.vocabSize(), hidden));
        }
        return tensors;
    }

    private static Expected tensor(String module, Long... shape) {
        return new Expected(module + ".weight", List.of(shape));
    }
}
