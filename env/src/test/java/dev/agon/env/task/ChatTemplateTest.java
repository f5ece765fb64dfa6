package dev.agon.env.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A template's pieces against transformers: Jinja templates that treat each message by itself, in the ways in which
 * chat models write them, and what {@code apply_chat_template} makes of conversations by them. Recorded by
 * {@code src/test/python/record_chat.py}.
 */
class ChatTemplateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                name = turns
                system = "<|turn|>system\\n{content}<|over|>\\n"
                user = "<|turn|>user\\n{content}<|over|>\\n"
                assistant = "<|turn|>assistant\\n{content}<|over|>\\n"
                generation = "<|turn|>assistant\\n"
                """,
                """
                name = blocks
                system = "<|system|>\\n{content}</s>\\n"
                user = "<|user|>\\n{content}</s>\\n"
                assistant = "<|assistant|>\\n{content}</s>\\n"
                generation = "<|assistant|>\\n"
                """,
                """
                name = brackets
                begin = "<s>"
                system = "[SYSTEM] {content}[/SYSTEM]"
                user = "[ASK] {content} [/ASK]"
                assistant = " {content}</s>"
                generation = ""
                """
            })
    void piecesMakeTheTextOfTransformers(String block) throws IOException {
        Settings settings = Settings.of(ConfigFactory.parseString("test { begin = \"\"\n" + block + "}"), "test");
        String name = settings.text("name");
        ChatTemplate template = new ChatTemplate(settings);
        int compared = 0;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("chat/cases.json"))) {
            for (JsonNode recorded : new ObjectMapper().readTree(in)) {
                if (recorded.path("template").textValue().equals(name)) {
                    assertEquals(recorded.path("text").textValue(), template.render(messages(recorded)));
                    compared++;
                }
            }
        }
        assertEquals(7, compared);
    }

    private static List<ChatTemplate.Message> messages(JsonNode recorded) {
        List<ChatTemplate.Message> messages = new ArrayList<>();
        for (JsonNode message : recorded.path("messages")) {
            String role = message.path("role").textValue().toUpperCase(Locale.ROOT);
            messages.add(new ChatTemplate.Message(
                    ChatTemplate.Role.valueOf(role), message.path("content").textValue()));
        }
        return messages;
    }
}
