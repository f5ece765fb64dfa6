package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigFileTest {
    private static final ModelConfig SMALL = new ModelConfig(300, 32, 64, 2, 4, 2, 8, 1e-5, 10_000, 128, true, -1, 0);
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
        ModelConfig untied = new ModelConfig(301, 48, 96, 3, 6, 3, 12, 1e-6, 500_000, 512, false, 1, 2);
        for (ModelConfig config : Arrays.asList(SMALL, untied)) {
            ModelConfigFile.write(file, config, DType.F32);
            assertEquals(config, ModelConfigFile.read(file));
        }
    }

    @Test
    void absentFieldsHaveTheDefaultsOfTransformers() throws IOException {
        Files.writeString(file, MINIMAL);
        assertEquals(
                new ModelConfig(300, 32, 64, 2, 4, 4, 8, 1e-6, 10_000, 128, false, -1, 0), ModelConfigFile.read(file));
    }

    @Test
    void bothSpellingsOfTheRotaryBaseAreRead() throws IOException {
        write("\"rope_theta\": 5e5, \"rope_scaling\": null");
        assertEquals(5e5, ModelConfigFile.read(file).ropeTheta());
        write("\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 7e5}, \"dtype\": \"float32\"");
        assertEquals(7e5, ModelConfigFile.read(file).ropeTheta());
    }

    @Test
    void firstOfSeveralEndTokensIsTaken() throws IOException {
        write("\"eos_token_id\": [7, 8], \"bos_token_id\": 3");
        assertEquals(7, ModelConfigFile.read(file).endToken());
        assertEquals(3, ModelConfigFile.read(file).beginToken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"model_type\": \"gpt2\"|model_type (\"gpt2\") is not supported; supported are: llama",
                "\"model_type\": null|supported are: llama",
                "\"hidden_act\": \"gelu\"|hidden_act",
                "\"attention_bias\": true|attention_bias",
                "\"mlp_bias\": true|mlp_bias",
                "\"mlp_bias\": 1|mlp_bias (1) must be true or false",
                "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}|rope_scaling.type (\"linear\")",
                "\"rope_scaling\": {\"factor\": 2}|rope_scaling.factor",
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
