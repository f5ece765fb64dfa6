package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** The families of networks that are read, by the {@code model_type} of their {@code config.json}. */
final class Families {
    private static final Map<String, Function<JsonFields, ModelConfig>> READERS = new TreeMap<>(Map.of(
            ModelConfig.LLAMA,
            LlamaFamily::readLlama,
            "mistral",
            LlamaFamily::readMistral,
            "smollm3",
            LlamaFamily::readSmolLm3,
            "qwen2",
            QwenFamily::readQwen2,
            "qwen3",
            QwenFamily::readQwen3,
            "gemma2",
            GemmaFamily::readGemma2,
            "gemma3_text",
            GemmaFamily::readGemma3,
            "gpt2",
            Gpt2Family::read));

    private Families() {}

    /**
     * The network that a {@code config.json} describes.
     *
     * @throws dev.agon.policy.ModelException if it is of no family of these, or asks for what is not computed
     */
    static ModelConfig read(JsonFields fields) {
        List<String> supported = new ArrayList<>(READERS.keySet());
        String family = fields.requireText("model_type", supported);
        if (fields.has("quantization_config")) {
            throw fields.fault("quantization_config", "asks for quantized weights, which are not supported");
        }
        return Objects.requireNonNull(READERS.get(family)).apply(fields);
    }
}
