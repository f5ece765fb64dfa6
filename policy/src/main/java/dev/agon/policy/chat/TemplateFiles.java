package dev.agon.policy.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The chat template of a Hugging Face directory and the special tokens that it may write. */
final class TemplateFiles {
    private static final String CONFIG = "tokenizer_config.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final String FIELD = "chat_template";
    private static final List<String> TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token");
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateFiles() {}

    /**
     * A template and what it needs of its tokenizer.
     *
     * @param origin the file, for messages
     * @param tokens texts of the special tokens by their names, such as {@code bos_token}
     */
    record Found(String origin, String text, Map<String, String> tokens) {}

    /**
     * Reads the template where transformers looks for it: {@code chat_template.jinja}, else the field
     * {@code chat_template} of {@code tokenizer_config.json}, of several the one named {@code default}.
     *
     * @return none if the model has no template
     * @throws ModelException if a file cannot be read
     */
    static Optional<Found> read(Path directory) {
        Path config = directory.resolve(CONFIG);
        JsonNode fields = Files.isRegularFile(config) ? json(config) : MissingNode.getInstance();
        Map<String, String> tokens = new TreeMap<>();
        for (String name : TOKENS) {
            JsonNode token = fields.path(name);
            JsonNode text = token.isObject() ? token.path("content") : token;
            if (text.isTextual()) {
                tokens.put(name, text.textValue());
            }
        }
        Path file = directory.resolve(TEMPLATE);
        if (Files.isRegularFile(file)) {
            return Optional.of(new Found(file.toString(), text(file), tokens));
        }
        return field(fields.path(FIELD)).map(text -> new Found(config + ": " + FIELD, text, tokens));
    }

    private static Optional<String> field(JsonNode field) {
        if (field.isTextual()) {
            return Optional.of(field.textValue());
        }
        for (JsonNode named : field) {
            if (named.path("name").asText().equals("default")
                    && named.path("template").isTextual()) {
                return Optional.of(named.path("template").textValue());
            }
        }
        return Optional.empty();
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new ModelException(
                    file + " cannot be read as JSON (" + e.getOriginalMessage() + "); fetch or write it again.", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ModelException(file + " is not UTF-8 text; fetch or write it again.", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e + "); check that it is a readable file.", e);
        }
    }
}
