package dev.agon.policy.files;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's shape as Hugging Face's {@code config.json}. The spellings of transformers before and after version 5 are
 * read ({@code rope_theta} at the top or in {@code rope_parameters}); what the network cannot compute is refused by
 * name, never ignored.
 */
public final class ModelConfigFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SUPPORTED = List.of("llama");
    // Generous bounds: they keep a corrupt file from asking for absurd amounts of memory.
    private static final int MAX_LAYERS = 10_000;
    private static final int MAX_WIDTH = 1 << 24;

    private ModelConfigFile() {}

    /**
     * Reads and checks a {@code config.json}.
     *
     * @throws ModelException if the file is missing, is no JSON, or describes a network that is not supported; the
     *     message names file and field
     */
    public static ModelConfig read(Path file) {
        JsonFields fields = JsonFields.read(file);
        refuseUnsupported(fields);
        int hiddenSize = fields.integer("hidden_size", 1, MAX_WIDTH);
        int heads = fields.integer("num_attention_heads", 1, MAX_WIDTH);
        int keyValueHeads = fields.integerOr("num_key_value_heads", heads, 1, MAX_WIDTH);
        if (heads % keyValueHeads != 0) {
            throw fields.fault("num_key_value_heads", "must divide num_attention_heads, which is " + heads);
        }
        if (!fields.has("head_dim") && hiddenSize % heads != 0) {
            throw fields.fault("hidden_size", "must be a multiple of num_attention_heads, which is " + heads);
        }
        int headSize = fields.integerOr("head_dim", Math.max(1, hiddenSize / heads), 1, MAX_WIDTH);
        if (headSize % 2 != 0) {
            throw fields.fault("head_dim", "must be even: rotary embeddings turn pairs; a head has " + headSize);
        }
        int vocabSize = fields.integer("vocab_size", 1, Integer.MAX_VALUE);
        return new ModelConfig(
                vocabSize,
                hiddenSize,
                fields.integer("intermediate_size", 1, MAX_WIDTH),
                fields.integer("num_hidden_layers", 1, MAX_LAYERS),
                heads,
                keyValueHeads,
                headSize,
                fields.number("rms_norm_eps", 1e-6, 0, 1),
                ropeTheta(fields),
                fields.integer("max_position_embeddings", 1, Integer.MAX_VALUE),
                fields.flag("tie_word_embeddings"),
                fields.integerOr("bos_token_id", -1, 0, vocabSize - 1),
                endToken(fields, vocabSize));
    }

    /**
     * Writes a {@code config.json} that transformers reads; see {@link AtomicFile}.
     *
     * @param dtype type of the weights beside it
     * @throws ModelException if the file cannot be written
     */
    public static void write(Path file, ModelConfig config, DType dtype) {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama");
        json.put("vocab_size", config.vocabSize());
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("head_dim", config.headSize());
        json.put("hidden_act", "silu");
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
        json.put("rms_norm_eps", config.normEpsilon());
        json.put("rope_theta", config.ropeTheta());
        json.putNull("rope_scaling");
        json.put("max_position_embeddings", config.contextLength());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        putSpecialTokens(json, config);
        json.put("torch_dtype", dtype.torchName());
        AtomicFile.write(file, bytes(json));
    }

    /** Writes the {@code generation_config.json} with which transformers samples as this project does. */
    static void writeGeneration(Path file, ModelConfig config) {
        ObjectNode json = JSON.createObjectNode();
        putSpecialTokens(json, config);
        json.put("do_sample", true);
        json.put("temperature", 1.0);
        json.put("top_k", 0);
        json.put("top_p", 1.0);
        json.put("max_length", config.contextLength());
        AtomicFile.write(file, bytes(json));
    }

    /** Indented JSON with line feeds on every platform. */
    static byte[] bytes(ObjectNode json) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return (JSON.writer(printer).writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }

    private static void refuseUnsupported(JsonFields fields) {
        fields.requireText("model_type", SUPPORTED);
        fields.requireTextIfPresent("hidden_act", List.of("silu"));
        fields.refuseTrue("attention_bias", "attention layers with a bias");
        fields.refuseTrue("mlp_bias", "feed-forward layers with a bias");
        for (String block : List.of("rope_scaling", "rope_parameters")) {
            JsonFields rope = fields.block(block);
            for (String key : List.of("rope_type", "type")) {
                rope.requireTextIfPresent(key, List.of("default"));
            }
            if (rope.has("factor")) {
                throw rope.fault("factor", "asks for scaled rotary embeddings, which are not supported");
            }
        }
    }

    private static double ropeTheta(JsonFields fields) {
        JsonFields holder = fields.has("rope_theta") ? fields : fields.block("rope_parameters");
        return holder.number("rope_theta", 10_000, 1, 1e12);
    }

    /** Of several end tokens the first is taken: the one that ends a text where a chat model has more. */
    private static int endToken(JsonFields fields, int vocabSize) {
        return fields.firstInteger("eos_token_id", 0, vocabSize - 1);
    }

    private static void putSpecialTokens(ObjectNode json, ModelConfig config) {
        if (config.beginToken() < 0) {
            json.putNull("bos_token_id");
        } else {
            json.put("bos_token_id", config.beginToken());
        }
        json.put("eos_token_id", config.endToken());
    }
}
