package dev.agon.policy.files;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A {@code config.json} of Hugging Face and the network that it describes. The spellings of transformers before and
 * after version 5 are read; what the network cannot compute is refused by name, never ignored. It is written as it was
 * read but for the type of the weights, so that fields that say nothing about the network are kept.
 */
public final class ModelConfigFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OLD_DTYPE = "torch_dtype";
    private static final String DTYPE = "dtype";

    private final ModelConfig config;
    private final ObjectNode json;

    private ModelConfigFile(ModelConfig config, ObjectNode json) {
        this.config = config;
        this.json = json;
    }

    /**
     * Reads and checks a {@code config.json}.
     *
     * @throws ModelException if the file is missing, is no JSON, or describes a network that is not supported; the
     *     message names file and field
     */
    public static ModelConfigFile read(Path file) {
        JsonFields fields = JsonFields.read(file);
        return new ModelConfigFile(Families.read(fields), fields.copy());
    }

    /**
     * The file of a Llama that was not read from one.
     *
     * @param config made by {@link ModelConfig#llama}
     */
    static ModelConfigFile of(ModelConfig config) {
        if (!(config.architecture() instanceof Architecture.Rotary rotary)
                || !config.family().equals(ModelConfig.LLAMA)
                || !rotary.traits().isEmpty()) {
            throw new IllegalArgumentException("only a plain Llama is described anew, not " + config);
        }
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", config.family());
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
        json.put("rms_norm_eps", rotary.normEpsilon());
        json.put("rope_theta", rotary.ropes().get(0).theta());
        json.putNull("rope_scaling");
        json.put("max_position_embeddings", config.contextLength());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        putSpecialTokens(json, config);
        return new ModelConfigFile(config, json);
    }

    /** The network. */
    public ModelConfig config() {
        return config;
    }

    /**
     * Writes the file; see {@link AtomicFile}.
     *
     * @param dtype type of the weights beside it
     * @throws ModelException if the file cannot be written
     */
    void write(Path file, DType dtype) {
        ObjectNode typed = json.deepCopy();
        if (typed.has(DTYPE)) {
            typed.put(DTYPE, dtype.torchName());
        }
        if (typed.has(OLD_DTYPE) || !typed.has(DTYPE)) {
            typed.put(OLD_DTYPE, dtype.torchName());
        }
        AtomicFile.write(file, bytes(typed));
    }

    /** Writes the {@code generation_config.json} with which transformers samples as this project does. */
    void writeGeneration(Path file) {
        ObjectNode generation = JSON.createObjectNode();
        putSpecialTokens(generation, config);
        generation.put("do_sample", true);
        generation.put("temperature", 1.0);
        generation.put("top_k", 0);
        generation.put("top_p", 1.0);
        generation.put("max_length", config.contextLength());
        AtomicFile.write(file, bytes(generation));
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

    private static void putSpecialTokens(ObjectNode json, ModelConfig config) {
        if (config.beginToken() < 0) {
            json.putNull("bos_token_id");
        } else {
            json.put("bos_token_id", config.beginToken());
        }
        if (config.endTokens().size() == 1) {
            json.put("eos_token_id", config.endToken());
        } else {
            config.endTokens().forEach(json.putArray("eos_token_id")::add);
        }
    }
}
