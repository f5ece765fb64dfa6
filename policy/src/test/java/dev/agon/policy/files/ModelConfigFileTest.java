package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Architecture;
import dev.agon.policy.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigFileTest {
    private static final ModelConfig SMALL = ModelConfig.llama(300, 32, 64, 2, 4, 2, 8, 1e-5, 10_000, 128, true, -1, 0);
    private static final String MINIMAL =
            """
            {"model_type": "llama", "vocab_size": 300, "hidden_size": 32, "intermediate_size": 64,
             "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 128, "eos_token_id": 0}""";

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;

    ModelConfigFileTest(@TempDir Path directory) {
        file = directory.resolve("config.json");
    }

    @Test
    void whatIsWrittenIsRead() {
        ModelConfig untied = ModelConfig.llama(301, 48, 96, 3, 6, 3, 12, 1e-6, 500_000, 512, false, 1, 2);
        for (ModelConfig config : Arrays.asList(SMALL, untied)) {
            ModelConfigFile.of(config).write(file, DType.F32);
            assertEquals(config, ModelConfigFile.read(file).config());
        }
    }

    @Test
    void absentFieldsHaveTheDefaultsOfTransformers() throws IOException {
        Files.writeString(file, MINIMAL);
        assertEquals(
                ModelConfig.llama(300, 32, 64, 2, 4, 4, 8, 1e-6, 10_000, 128, false, -1, 0),
                ModelConfigFile.read(file).config());
    }

    @Test
    void bothSpellingsOfTheRotaryBaseAreRead() throws IOException {
        write("\"rope_theta\": 5e5, \"rope_scaling\": null");
        assertEquals(5e5, theta());
        write("\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 7e5}, \"dtype\": \"float32\"");
        assertEquals(7e5, theta());
    }

    private double theta() {
        return ((Architecture.Rotary) ModelConfigFile.read(file).config().architecture())
                .ropes()
                .get(0)
                .theta();
    }

    @Test
    void aModelMayHaveSeveralEndTokens() throws IOException {
        write("\"eos_token_id\": [7, 8], \"bos_token_id\": 3");
        assertEquals(List.of(7, 8), ModelConfigFile.read(file).config().endTokens());
        assertEquals(7, ModelConfigFile.read(file).config().endToken());
        assertEquals(3, ModelConfigFile.read(file).config().beginToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model_type\": \"mamba\"|model_type (\"mamba\") is not supported; supported are: gemma2, gemma3_text, gpt2, "
                        + "llama, mistral, qwen2, qwen3, smollm3",
                "\"model_type\": null|supported are: gemma2",
                "\"hidden_act\": \"relu\"|hidden_act (\"relu\") is not supported; supported are: silu, gelu",
                "\"quantization_config\": {\"bits\": 4}|quantization_config",
                "\"mlp_bias\": 1|mlp_bias (1) must be true or false",
                "\"rope_scaling\": {\"type\": \"longrope\", \"factor\": 2}|rope_scaling.type (\"longrope\") is not supported",
                "\"rope_scaling\": {\"factor\": 2}|rope_scaling.factor (2) asks for scaled positions",
                "\"rope_scaling\": {\"rope_type\": \"linear\"}|rope_scaling.factor (absent) must be a number between 1.0",
                "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 1}"
                        + "|rope_scaling.high_freq_factor (1) must be above low_freq_factor, which is 4.0",
                "\"partial_rotary_factor\": 0.5|partial_rotary_factor (0.5)",
                "\"rope_parameters\": {\"partial_rotary_factor\": 0.5}|rope_parameters.partial_rotary_factor",
                "\"rope_scaling\": 3|rope_scaling (3) must be an object",
                "\"rope_parameters\": {\"rope_type\": \"yarn\"}|rope_parameters.rope_type",
                "\"vocab_size\": 0|vocab_size (0) must be a whole number between 1",
                "\"vocab_size\": \"300\"|vocab_size",
                "\"vocab_size\": 300.5|vocab_size",
                "\"vocab_size\": null|vocab_size",
                "\"num_hidden_layers\": 2000000000|num_hidden_layers",
                "\"num_hidden_layers\": 99999999999|num_hidden_layers",
                "\"num_attention_heads\": 5|hidden_size (32) must be a multiple of num_attention_heads, which is 5",
                "\"num_key_value_heads\": 3|num_key_value_heads (3) must divide num_attention_heads, which is 4",
                "\"head_dim\": 7|head_dim (7) must be even",
                "\"num_attention_heads\": 32|must be even",
                "\"rms_norm_eps\": -1|rms_norm_eps",
                "\"rope_theta\": 0|rope_theta",
                "\"eos_token_id\": null|eos_token_id",
                "\"eos_token_id\": 300|eos_token_id (300)",
                "\"eos_token_id\": []|eos_token_id ([])",
                "\"bos_token_id\": 300|bos_token_id (300)",
                "\"tie_word_embeddings\": \"yes\"|tie_word_embeddings"
            })
    void unusableFieldIsNamed(String changeAndFault) throws IOException {
        int bar = changeAndFault.lastIndexOf('|');
        write(changeAndFault.substring(0, bar));
        Faults.assertRefused(() -> ModelConfigFile.read(file), file.toString(), changeAndFault.substring(bar + 1));
    }

    @Test
    void missingCutOffOrForeignFileIsNamed() throws IOException {
        Faults.assertRefused(() -> ModelConfigFile.read(file), file + " does not exist");
        for (String content : new String[] {"", "[]", "7", "\u0000\u0001", "{\"model_type\": "}) {
            Files.writeString(file, content);
            Faults.assertRefused(() -> ModelConfigFile.read(file), file.toString());
        }
        for (int tenth = 0; tenth < 10; tenth++) {
            Files.writeString(file, MINIMAL.substring(0, MINIMAL.length() * tenth / 10));
            Faults.assertRefused(() -> ModelConfigFile.read(file), file.toString());
        }
    }

    /** Writes the minimal configuration with some fields changed. */
    private void write(String changes) throws IOException {
        ObjectNode config = (ObjectNode) json.readTree(MINIMAL);
        config.setAll((ObjectNode) json.readTree("{" + changes + "}"));
        Files.writeString(file, config.toString());
    }
}
