package dev.agon.env.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.policy.ModelException;
import dev.agon.policy.chat.ChatTemplate;
import dev.agon.policy.chat.Message;
import dev.agon.protocol.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the prompts of one JSONL file; every fault is an {@link InputException} that names file:line and the cure. */
final class PromptFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private final Path file;
    private final Supplier<ChatTemplate> template;
    private final String answerField;
    private int line;

    /** @param answerField name of the field that may hold a written answer; empty if none does */
    PromptFile(Path file, Supplier<ChatTemplate> template, String answerField) {
        this.file = file;
        this.template = template;
        this.answerField = answerField;
    }

    /**
     * A line of the file.
     *
     * @param prompt the text of its prompt
     * @param answer the written answer, if it has one
     */
    record Asked(String prompt, Optional<String> answer) {}

    /** All prompts, in the file's order; blank lines are passed over. */
    List<Asked> read() {
        List<Asked> texts = new ArrayList<>();
        line = 1;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                if (!text.isBlank()) {
                    JsonNode object = object(text);
                    texts.add(new Asked(prompt(object), answer(object)));
                }
                line++;
            }
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "The prompt file " + file + " does not exist; set agon.task.prompts.file to a JSONL file.", e);
        } catch (CharacterCodingException e) {
            throw new InputException(place() + ": the file is not UTF-8 text from about here on; convert it.", e);
        } catch (IOException e) {
            throw new InputException("The prompt file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (texts.isEmpty()) {
            throw new InputException(
                    "The prompt file " + file + " is empty; it needs one JSON object a line, {\"prompt\": \"...\"}.");
        }
        return texts;
    }

    private Optional<String> answer(JsonNode object) {
        JsonNode answer = object.path(answerField);
        if (answerField.isEmpty() || answer.isMissingNode()) {
            return Optional.empty();
        } else if (!answer.isTextual() || answer.textValue().isEmpty()) {
            throw fault("\"" + answerField + "\" is " + (answer.isTextual() ? "empty" : kind(answer))
                    + " but a written answer must be a text; mend it, or name another field, or none (\"\"), in"
                    + " agon.task.prompts.answer");
        }
        return Optional.of(answer.textValue());
    }

    private String prompt(JsonNode object) {
        JsonNode prompt = object.path("prompt");
        String rendered;
        if (prompt.isTextual()) {
            rendered = prompt.textValue();
        } else if (prompt.isArray()) {
            rendered = rendered(messages(prompt));
        } else {
            throw fault("\"prompt\" is " + kind(prompt) + " but must be a text or a list of messages");
        }
        if (rendered.isEmpty()) {
            throw fault("\"prompt\" is empty but must hold at least one character");
        }
        return rendered;
    }

    private JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (!node.isObject()) {
                throw fault("the line is " + kind(node) + " but must be an object, {\"prompt\": \"...\"}");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new InputException(
                    place() + ": the line is no JSON (" + e.getOriginalMessage() + "); mend or delete it.", e);
        }
    }

    private List<Message> messages(JsonNode prompt) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : prompt) {
            if (!message.isObject()) {
                throw fault("a message is " + kind(message) + " but must be {\"role\": \"...\", \"content\": \"...\"}");
            }
            messages.add(new Message(role(message.path("role")), content(message.path("content"))));
        }
        if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("user")) {
            throw fault(
                    "the conversation must end with a message of role \"user\", so that there is something to answer");
        }
        return messages;
    }

    private String rendered(List<Message> messages) {
        try {
            return template.get().render(messages);
        } catch (ModelException e) {
            throw new InputException(place() + ": " + e.getMessage(), e);
        }
    }

    private String role(JsonNode role) {
        if (role.isTextual() && ROLES.contains(role.textValue())) {
            return role.textValue();
        }
        throw fault("\"role\" is " + (role.isTextual() ? role.toString() : kind(role))
                + " but must be \"system\", \"user\" or \"assistant\"");
    }

    private String content(JsonNode content) {
        if (!content.isTextual()) {
            throw fault("\"content\" is " + kind(content) + " but must be a text");
        }
        return content.textValue();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "missing";
            case NULL -> "null";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case BINARY, POJO -> "of no JSON type";
        };
    }

    private InputException fault(String what) {
        return new InputException(place() + ": " + what + ".");
    }

    private String place() {
        return file + ":" + line;
    }
}
