package dev.agon.policy.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models' templates against transformers, construct by construct as chat models write them: the conversations and what
 * {@code apply_chat_template} makes of them.
 */
class ModelTemplateTest {
    private static final List<Message> HI = List.of(new Message("user", "Hi"));

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void nameTheSpecialTokens() throws IOException {
        config("\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\", \"lstrip\": false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocks",
                "brackets",
                "turns",
                "default-system",
                "headers",
                "indented-blocks",
                "renamed",
                "taking-turns",
                "thoughts"
            })
    void conversationsReadAsInTransformers(String name) throws IOException {
        RecordedChats.install(name + ".jinja", directory);
        ModelTemplate template =
                ModelTemplate.read(directory, new TemplateInputs(Optional.of(RecordedChats.today()), Map.of()));
        int compared = 0;
        for (RecordedChats.Case recorded : RecordedChats.cases()) {
            if (recorded.template().equals(name + ".jinja")) {
                if (recorded.refusal().isEmpty()) {
                    assertEquals(recorded.text(), template.render(recorded.messages()));
                } else {
                    String refused = refusal(template, recorded.messages());
                    assertTrue(refused.endsWith("refuses the conversation: " + recorded.refusal()), refused);
                }
                compared++;
            }
        }
        assertEquals(7, compared);
    }

    @Test
    void theConfigurationMayHoldTheTemplate() throws IOException {
        config("\"chat_template\": \"{{ messages[-1].content }}!\"");
        assertEquals("Hi!", rendered(TemplateInputs.NONE));
        config("\"chat_template\": [{\"name\": \"tools\", \"template\": \"no\"},"
                + " {\"name\": \"default\", \"template\": \"{{ messages[0]['role'] }}?\"}]");
        assertEquals("user?", rendered(TemplateInputs.NONE));
    }

    @Test
    void variablesReachTheTemplate() throws IOException {
        template("{% if thinking is defined and not thinking %}short{% else %}long{% endif %}");
        assertEquals("long", rendered(TemplateInputs.NONE));
        assertEquals("short", rendered(new TemplateInputs(Optional.empty(), Map.of("thinking", false))));
    }

    @Test
    void noTextDependsOnTheDay() throws IOException {
        template("{% if strftime_now is defined %}{{ strftime_now('%d %B %Y') }}{% else %}July{% endif %}");
        assertEquals("July", rendered(TemplateInputs.NONE));
        template("{{ strftime_now('%Y') }}");
        String refused = refusal(ModelTemplate.read(directory, TemplateInputs.NONE), HI);
        assertTrue(refused.endsWith("refuses the conversation: it asks for the date, and none is given"), refused);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{{ messages[0].content.parts }} ; refuses the conversation: a text has no attribute parts",
                "{% frobnicate %} ; cannot be run (line 1: ",
                "{% include 'x' %} ; cannot be run ('include' is disabled",
                "{{ messages|nofilter }} ; refuses the conversation: there is no filter nofilter",
                "{{ messages[0].content.getClass() }} ; getClass",
                "{% if messages %} ; cannot be run (line 1: ",
            })
    void whatCannotBeRunIsRefused(String text, String named) throws IOException {
        template(text);
        String refused = refusal(
                messages -> ModelTemplate.read(directory, TemplateInputs.NONE).render(messages), HI);
        assertTrue(refused.contains(named), refused);
    }

    @Test
    void anUndefinedValueIsNoText() throws IOException {
        template("{{ 'a' + messages[0].content + mood }}");
        ChatTemplate template = ModelTemplate.read(directory, TemplateInputs.NONE);
        assertTrue(refusal(template, HI).endsWith("it adds an undefined value to a text"));
        template("{{ messages[0].content + mood|default('?') }}");
        assertEquals(
                "null?",
                ModelTemplate.read(directory, TemplateInputs.NONE).render(List.of(new Message("user", "null"))));
    }

    @Test
    void aModelWithoutTemplateIsRefused() {
        ModelException refused =
                assertThrows(ModelException.class, () -> ModelTemplate.read(directory, TemplateInputs.NONE));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(directory + " has no chat template"));
    }

    private String rendered(TemplateInputs inputs) {
        return ModelTemplate.read(directory, inputs).render(HI);
    }

    private static String refusal(ChatTemplate template, List<Message> messages) {
        return String.valueOf(assertThrows(ModelException.class, () -> template.render(messages))
                .getMessage());
    }

    private void template(String text) throws IOException {
        Files.writeString(directory.resolve("chat_template.jinja"), text);
    }

    private void config(String fields) throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), "{" + fields + "}");
    }
}
