package dev.agon.policy.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Conversations and what transformers made of them, recorded by {@code src/test/python/record_chat.py}. */
final class RecordedChats {
    private static final JsonNode RECORDED = read();

    private RecordedChats() {}

    /** A conversation and its text; an empty one if the template refused it. */
    record Case(String template, List<Message> messages, String text, String refusal) {}

    /** The day of the recording. */
    static LocalDate today() {
        return LocalDate.parse(RECORDED.path("today").textValue());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode recorded : RECORDED.path("cases")) {
            List<Message> messages = new ArrayList<>();
            for (JsonNode message : recorded.path("messages")) {
                messages.add(new Message(
                        message.path("role").textValue(),
                        message.path("content").textValue()));
            }
            cases.add(new Case(
                    recorded.path("template").textValue(),
                    messages,
                    recorded.path("text").asText(""),
                    recorded.path("refusal").asText("")));
        }
        return cases;
    }

    /** Puts a template into a directory as a model's own. */
    static void install(String template, Path directory) throws IOException {
        try (InputStream in = resource(template)) {
            Files.write(directory.resolve("chat_template.jinja"), in.readAllBytes());
        }
    }

    private static JsonNode read() {
        try (InputStream in = resource("cases.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(RecordedChats.class.getResourceAsStream(name), name);
    }
}
