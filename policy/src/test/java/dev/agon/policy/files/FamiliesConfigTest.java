package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Architecture;
import dev.agon.policy.Architecture.Layer;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Rope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a {@code config.json} may leave out, with the defaults of transformers 5.23, and what is refused in each family.
 */
class FamiliesConfigTest {
    private static final String ROTARY =
            """
            {"vocab_size": 300, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 6,
             "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 128, "eos_token_id": 0}""";
    private static final String GPT2 =
            """
            {"vocab_size": 300, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 128, "eos_token_id": 0}""";

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;

    FamiliesConfigTest(@TempDir Path directory) {
        file = directory.resolve("config.json");
    }

    @Test
    void mistralHasAWindowUnlessTheFileSaysNull() throws IOException {
        assertEquals(4096, rotary(read("mistral", "")).window());
        Architecture.Rotary none = rotary(read("mistral", "\"sliding_window\": null"));
        assertEquals(0, none.window());
        assertEquals(new Layer(false, 0), none.layers().get(0));
    }

    @Test
    void qwenHasAWindowFromALayerOnOnlyIfItIsAskedFor() throws IOException {
        assertEquals(0, rotary(read("qwen2", "\"sliding_window\": 9")).window());
        Architecture.Rotary windowed =
                rotary(read("qwen2", "\"use_sliding_window\": true, \"sliding_window\": 9, \"max_window_layers\": 4"));
        assertEquals(
                List.of(false, false, false, false, true, true),
                windowed.layers().stream().map(Layer::sliding).toList());
        assertEquals(128, read("qwen3", "").headSize());
    }

    @Test
    void everyFourthLayerOfSmolLm3KnowsNoPositions() throws IOException {
        ModelConfig config = read("smollm3", "");
        assertEquals(
                List.of(0, 0, 0, Layer.NO_ROPE, 0, 0),
                rotary(config).layers().stream().map(Layer::rope).toList());
        assertEquals(2e6, rotary(config).ropes().get(0).theta());
        assertEquals(true, config.tiedEmbeddings());
    }

    @Test
    void gemmasDefaultsAreThoseOfItsPapers() throws IOException {
        Architecture.Rotary second = rotary(read("gemma2", ""));
        assertEquals(new Architecture.Scales(Math.sqrt(32), 1.0 / 16, 50, 30), second.scales());
        assertEquals(
                List.of(true, false, true, false, true, false),
                second.layers().stream().map(Layer::sliding).toList());
        assertEquals(
                0,
                rotary(read("gemma2", "\"final_logit_softcapping\": null"))
                        .scales()
                        .logitCap());
        Architecture.Rotary third =
                rotary(read("gemma3_text", "\"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 8}"));
        assertEquals(new Architecture.Scales(Math.sqrt(32), 1.0 / 16, 0, 0), third.scales());
        assertEquals(List.of(Rope.linear(1e6, 256, 8), Rope.plain(1e4, 256)), third.ropes());
        assertEquals(new Layer(true, 1), third.layers().get(4));
        assertEquals(new Layer(false, 0), third.layers().get(5));
    }

    /**
     * Worked by hand: of a head of 8 with base 10,000, frequencies 1, 0.1, 0.01, 0.001 turn 10.2, 1.02, 0.1, 0.01
     * times.
     */
    @Test
    void llama3KeepsFastFrequenciesDividesSlowOnesAndMixesBetween() {
        Rope rope = Rope.llama3(10_000, 8, 8, 0.5, 2, 64);
        double kept = (64 * 0.1 / (2 * Math.PI) - 0.5) / 1.5;
        assertEquals(1, rope.factors().get(0));
        assertEquals(kept + (1 - kept) / 8, rope.factors().get(1), 1e-12);
        assertEquals(1.0 / 8, rope.factors().get(2));
        assertEquals(1.0 / 8, rope.factors().get(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mistral|\"num_key_value_heads\": 3|num_key_value_heads (3) must divide",
                "qwen2|\"layer_types\": [\"full_attention\"]|layer_types ([\"full_attention\"]) must be a list of 6",
                "qwen2|\"layer_types\": 1|layer_types (1) must be a list of 6",
                "qwen3|\"layer_types\": [\"a\", \"a\", \"a\", \"a\", \"a\", \"a\"]|may hold only full_attention and",
                "qwen2|\"sliding_window\": 0, \"use_sliding_window\": true|sliding_window (0) must be a whole number",
                "smollm3|\"no_rope_layers\": [1, 1, 2, 1, 1, 1]|no_rope_layers",
                "smollm3|\"sliding_window\": 7, \"layer_types\": [\"sliding_attention\", \"full_attention\", \"full_attention\", "
                        + "\"full_attention\", \"full_attention\", \"full_attention\"]|use_sliding_window true",
                "smollm3|\"no_rope_layer_interval\": 0|no_rope_layer_interval (0)",
                "gemma2|\"hidden_activation\": \"relu\"|hidden_activation (\"relu\") is not supported",
                "gemma2|\"sliding_window\": null|sliding_window (null) must be a number of tokens",
                "gemma2|\"query_pre_attn_scalar\": 0|query_pre_attn_scalar (0)",
                "gemma2|\"use_bidirectional_attention\": true|use_bidirectional_attention (true) asks for",
                "gemma3_text|\"attn_logit_softcapping\": 50|attn_logit_softcapping (50) asks for a cap",
                "gemma3_text|\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"yarn\"}}"
                        + "|rope_parameters.full_attention.rope_type (\"yarn\") is not supported",
                "gpt2|\"scale_attn_by_inverse_layer_idx\": true|scale_attn_by_inverse_layer_idx (true)",
                "gpt2|\"scale_attn_weights\": false|scale_attn_weights (false)",
                "gpt2|\"add_cross_attention\": true|add_cross_attention (true)",
                "gpt2|\"n_head\": 5|n_embd (32) must be a multiple of n_head, which is 5",
                "gpt2|\"activation_function\": \"relu\"|activation_function (\"relu\")"
            })
    void whatAFamilyDoesNotComputeIsNamed(String familyChangeAndFault) throws IOException {
        String[] parts = familyChangeAndFault.split("\\|", 3);
        write(parts[0], parts[1]);
        Faults.assertRefused(() -> ModelConfigFile.read(file), file.toString(), parts[2]);
    }

    private static Architecture.Rotary rotary(ModelConfig config) {
        return (Architecture.Rotary) config.architecture();
    }

    private ModelConfig read(String family, String changes) throws IOException {
        write(family, changes);
        return ModelConfigFile.read(file).config();
    }

    private void write(String family, String changes) throws IOException {
        ObjectNode config = (ObjectNode) json.readTree(family.equals("gpt2") ? GPT2 : ROTARY);
        config.put("model_type", family);
        config.setAll((ObjectNode) json.readTree("{" + changes + "}"));
        Files.writeString(file, config.toString());
    }
}
