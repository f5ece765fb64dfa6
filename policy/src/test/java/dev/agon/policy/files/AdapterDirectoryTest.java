package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agon.policy.Lora;
import dev.agon.policy.ModelException;
import dev.agon.policy.decoder.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterDirectoryTest {
    private static final String A = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";

    @TempDir
    private Path place;

    private Path directory = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void writeAdapter() throws IOException {
        model = place.resolve("model");
        directory = Files.createDirectory(place.resolve("adapter"));
        TinyModel.write(model, false);
        write(2, List.of("q_proj"));
    }

    private void write(int rank, List<String> targets) {
        AdapterBase base = base();
        List<NamedTensor> tensors = new ArrayList<>();
        for (AdaptedModule module : AdaptedModule.of(base.model().config(), targets)) {
            tensors.add(zeros(module.nameOfA(), rank, module.inputs()));
            tensors.add(zeros(module.nameOfB(), module.outputs(), rank));
        }
        AdapterDirectory.write(directory, new Lora(rank, 4, 0, targets, false), base, tensors);
    }

    private AdapterBase base() {
        return AdapterBase.of(ModelDirectory.open(model), model.toString());
    }

    private static NamedTensor zeros(String name, long... shape) {
        return new NamedTensor(name, shape, () -> ByteBuffer.allocate((int) (shape[0] * shape[1]) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void itKnowsItsBaseAndIsTheWeightsOfItsDirectory() {
        AdapterDirectory adapter = AdapterDirectory.open(directory);
        assertEquals(model, adapter.base().model().path());
        assertEquals(new Lora(2, 4, 0, List.of("q_proj"), false), adapter.lora());
        assertEquals(2, adapter.modules().size());
        assertEquals(List.of(directory.resolve("adapter_model.safetensors")), ModelDirectory.weightFiles(directory));
        assertEquals(model, ModelDirectory.root(directory));
        assertEquals(model, ModelDirectory.root(model));
    }

    @Test
    void anotherBaseIsRefusedWithBothDigests() throws IOException {
        String before = base().sha256();
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        assertEquals(
                "The adapter in " + directory + " was trained on weights with the SHA-256 " + before + ", but those in "
                        + model + " have " + base().sha256() + "; use the base that it was trained on.",
                refusal());
    }

    @Test
    void aBaseThatIsNotThereIsNamed() throws IOException {
        replace("adapter_config.json", model.toString(), "some/hub-name");
        assertEquals(
                directory.resolve("adapter_config.json")
                        + ": base_model_name_or_path (some/hub-name) is no directory of this machine; put the adapter's"
                        + " base there, name it with --base where a command has that, or write its directory into this"
                        + " field of a copy.",
                refusal());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"peft_type\" : \"LORA\"|\"peft_type\" : \"IA3\"|peft_type (\"IA3\") is not supported; supported are: LORA.",
                "\"task_type\" : \"CAUSAL_LM\"|\"task_type\" : \"SEQ_CLS\"|task_type (\"SEQ_CLS\") is not supported;"
                        + " supported are: CAUSAL_LM.",
                "\"bias\" : \"none\"|\"bias\" : \"all\"|bias (\"all\") is not supported; supported are: none.",
                "\"bias\"|\"use_dora\" : true, \"bias\"|use_dora (true) asks for what is not supported.",
                "\"bias\"|\"rank_pattern\" : {\"q\": 3}, \"bias\"|rank_pattern ({\"q\":3}) asks for what is not supported.",
                "\"init_lora_weights\" : true|\"init_lora_weights\" : \"pissa\"|init_lora_weights (\"pissa\") is not"
                        + " supported; supported are: gaussian, orthogonal.",
                "\"r\" : 2|\"r\" : 0|r (0) must be a whole number between 1 and 65536.",
                "\"lora_alpha\" : 4|\"lora_alpha\" : \"4\"|lora_alpha (\"4\") must be a number between 1.0E-9 and 1.0E9."
            })
    void whatIsNotSupportedIsNamed(String old, String by, String message) throws IOException {
        replace("adapter_config.json", old, by);
        assertEquals(directory.resolve("adapter_config.json") + ": " + message, refusal());
    }

    @Test
    void tensorsOfWrongShapeMissingTensorsAndStrangeOnesAreNamed() throws IOException {
        Path weights = directory.resolve("adapter_model.safetensors");
        replace("adapter_config.json", "\"r\" : 2", "\"r\" : 3");
        assertEquals(
                weights + " has " + A + " F32[2, 24] where [3, 24] fits rank and the base in " + model
                        + "; use the base that the adapter was trained on.",
                refusal());
        replace("adapter_config.json", "\"r\" : 3", "\"r\" : 2");
        replace("adapter_config.json", "\"q_proj\"", "\"q_proj\", \"k_proj\"");
        assertEquals(
                weights + " lacks the tensor " + A.replace("q_proj", "k_proj")
                        + "; fetch the adapter again, or use the base that it was trained on.",
                refusal());
        replace("adapter_config.json", "\"q_proj\", \"k_proj\"", "\"v_proj\"");
        write(2, List.of("q_proj", "v_proj"));
        replace("adapter_config.json", "\"q_proj\"", "\"x_proj\"");
        assertEquals(
                weights + " has tensors that mean no module of the base in " + model + " or none of target_modules: "
                        + A + ", " + A.replace("lora_A", "lora_B") + ", " + A.replace("layers.0", "layers.1")
                        + " and 1 more; use the base that the adapter was trained on.",
                refusal());
        write(2, List.of("q_proj"));
        replace("adapter_config.json", "\"q_proj\"", "\"x_proj\"");
        assertEquals(
                directory.resolve("adapter_config.json") + ": target_modules names no matrix of the base in " + model
                        + ", whose matrices are down_proj, gate_proj, k_proj, lm_head, o_proj, q_proj, up_proj, v_proj"
                        + "; use the base that the adapter was trained on.",
                refusal());
    }

    @Test
    void anAdapterIsNoModel() {
        ModelException fault = assertThrows(ModelException.class, () -> ModelDirectory.open(directory));
        assertEquals(
                directory + " holds an adapter, where a whole model is needed; merge it with its base (agon merge)"
                        + " first.",
                fault.getMessage());
    }

    private String refusal() {
        return String.valueOf(assertThrows(ModelException.class, () -> AdapterDirectory.open(directory))
                .getMessage());
    }

    private void replace(String file, String old, String by) throws IOException {
        String content = Files.readString(directory.resolve(file));
        assertEquals(2, content.split(old.replace("[", "\\["), -1).length, content);
        Files.writeString(directory.resolve(file), content.replace(old, by));
    }
}
