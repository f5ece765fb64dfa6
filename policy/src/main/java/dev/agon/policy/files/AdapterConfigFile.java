package dev.agon.policy.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Lora;
import java.nio.file.Path;
import java.util.List;

/**
 * An {@code adapter_config.json} of PEFT. What would change what is computed and is not supported is refused by name.
 *
 * @param lora the adapter's kind; without target modules where the file has a pattern instead of names
 * @param base what the file calls the base; a directory, or a name on a hub
 */
record AdapterConfigFile(Lora lora, String base) {
    static final String FILE = "adapter_config.json";
    static final String BASE = "base_model_name_or_path";

    private static final int MAX_RANK = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Each asks for something else than A and B for the modules that are named, unless it is null, false or empty. */
    private static final List<String> REFUSED = List.of(
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "lora_bias",
            "modules_to_save",
            "rank_pattern",
            "alpha_pattern",
            "layers_to_transform",
            "layer_replication",
            "exclude_modules",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "arrow_config",
            "corda_config",
            "eva_config",
            "kasa_config",
            "lora_ga_config",
            "monteclora_config",
            "velora_config");

    static AdapterConfigFile read(Path file) {
        JsonFields fields = JsonFields.read(file);
        fields.requireText("peft_type", List.of("LORA"));
        if (fields.has("task_type")) {
            fields.requireText("task_type", List.of("CAUSAL_LM"));
        }
        if (fields.has("bias")) {
            fields.requireText("bias", List.of("none"));
        }
        for (String name : REFUSED) {
            if (fields.isFilled(name)) {
                throw fields.fault(name, "asks for what is not supported");
            }
        }
        Lora lora = new Lora(
                fields.integer("r", 1, MAX_RANK),
                fields.number("lora_alpha", 1e-9, 1e9),
                fields.number("lora_dropout", 0, 0, 0.999_999),
                fields.isText("target_modules") ? List.of() : fields.textList("target_modules"),
                fields.flag("use_rslora"));
        if (fields.isText("init_lora_weights")) { // others, such as pissa, change the base's weights
            fields.requireText("init_lora_weights", List.of("gaussian", "orthogonal"));
        }
        if (fields.text(BASE).isEmpty() || fields.text(BASE).indexOf('\0') >= 0) {
            throw fields.fault(BASE, "must name the base's directory");
        }
        return new AdapterConfigFile(lora, fields.text(BASE));
    }

    /** Writes the file; PEFT knows defaults for the fields that are left out. */
    static void write(Path file, Lora lora, String base, boolean transposed) {
        ObjectNode json = JSON.createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put(BASE, base);
        json.put("inference_mode", true);
        json.put("r", lora.rank());
        if (lora.alpha() == Math.rint(lora.alpha())) {
            json.put("lora_alpha", (long) lora.alpha());
        } else {
            json.put("lora_alpha", lora.alpha());
        }
        json.put("lora_dropout", lora.dropout());
        lora.targetModules().forEach(json.putArray("target_modules")::add);
        json.put("use_rslora", lora.rankStabilized());
        json.put("bias", "none");
        json.put("fan_in_fan_out", transposed);
        json.put("init_lora_weights", true);
        AtomicFile.write(file, ModelConfigFile.bytes(json));
    }
}
