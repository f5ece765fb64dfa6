package dev.agon.env.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptsTest {
    private static final String BLOCK = "agon.task.prompts";

    private static final String ALL_SELF_PLAY = "validation = 0, held-out = 0";

    @TempDir
    private Path directory;

    private Task task(String content, String... settings) throws IOException {
        return taskOf(Files.writeString(directory.resolve("my.jsonl"), content), settings);
    }

    private static Task taskOf(Path file, String... settings) {
        Config config = ConfigFactory.parseString(String.join("\n", settings))
                .atPath(BLOCK)
                .withValue(BLOCK + ".file", ConfigValueFactory.fromAnyRef(file.toString()))
                .withFallback(ConfigFactory.parseResources("reference.conf"));
        return Settings.of(config, BLOCK).create(Task.class);
    }

    private static List<String> texts(Task task) {
        return task.prompts(Split.SELF_PLAY).stream().map(Prompt::text).toList();
    }

    private static String failure(Task task) {
        return failure(task, Split.SELF_PLAY);
    }

    private static String failure(Task task, Split split) {
        return String.valueOf(
                assertThrows(InputException.class, () -> task.prompts(split)).getMessage());
    }

    @Test
    void plainPromptsAreTakenAsTheyStand() throws IOException {
        Task task = task(
                "{\"prompt\": \"The sky is\", \"chosen\": 3}\n\n{\"id\": 1, \"prompt\": \"  A\\nB \"}\n",
                "validation = 0, held-out = 0");
        assertEquals(Set.of("The sky is", "  A\nB "), new HashSet<>(texts(task)));
    }

    @Test
    void conversationsBecomeTextByTheTemplate() throws IOException {
        Task task = task(
                """
                {"prompt": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}, \
                {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "What is {content}?"}]}
                """,
                "validation = 0, held-out = 0",
                "template.use = pieces",
                "template.pieces.user = \"<user>{content}</user>\"",
                "template.pieces.generation = \"<answer>\"");
        assertEquals(
                List.of("Be kind.\n\n<user>Hi</user>Assistant: Hello\n<user>What is {content}?</user><answer>"),
                texts(task));
    }

    @Test
    void conversationsBecomeTextByTheTemplateOfTheModel() throws IOException {
        Path model = Files.createDirectory(directory.resolve("model"));
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{{ mood }}"
                        + "{% if messages|length > 1 %}{{ raise_exception('One message, please.') }}{% endif %}");
        String[] settings = {
            "validation = 0, held-out = 0", "template.model { directory = \"" + model + "\", variables = [\"mood=!\"] }"
        };
        String one = "{\"prompt\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";
        assertEquals(List.of("<user>Hi!"), texts(task(one, settings)));
        String two = one + "\n" + one.replace("[", "[{\"role\": \"system\", \"content\": \"\"}, ");
        assertEquals(
                directory.resolve("my.jsonl") + ":2: " + model.resolve("chat_template.jinja")
                        + " refuses the conversation: One message, please.",
                failure(task(two, settings)));
    }

    @Test
    void everyPromptIsInOneSplitAndStaysThere() throws IOException {
        List<String> lines = IntStream.range(0, 300)
                .mapToObj(i -> "{\"prompt\": \"Question " + i + "\"}")
                .toList();
        Task whole = task(String.join("\n", lines));
        List<Prompt> heldOut = whole.prompts(Split.HELD_OUT); // reads the file before the next task writes it
        Task part = task(String.join("\n", lines.subList(0, 200)));
        Set<String> seen = new HashSet<>();
        for (Split split : List.of(Split.SELF_PLAY, Split.VALIDATION, Split.HELD_OUT)) {
            Set<String> ids = whole.prompts(split).stream().map(Prompt::id).collect(Collectors.toSet());
            ids.forEach(id -> assertTrue(seen.add(id), id));
            part.prompts(split).forEach(prompt -> assertTrue(ids.contains(prompt.id()), prompt::text));
        }
        assertEquals(300, seen.size());
        assertEquals(heldOut, task(String.join("\n", lines)).prompts(Split.HELD_OUT));
    }

    @Test
    void aFieldMayHoldWrittenAnswers() throws IOException {
        String content = "{\"prompt\": \"A\", \"answer\": \" b\", \"gold\": \" g\"}\n{\"prompt\": \"C\"}\n"
                + "{\"prompt\": \"A\", \"answer\": \" later\"}";
        assertEquals(List.of("A -> Optional[ b]", "C -> Optional.empty"), answers(task(content, ALL_SELF_PLAY)));
        assertEquals(
                List.of("A -> Optional[ g]", "C -> Optional.empty"),
                answers(task(content, ALL_SELF_PLAY, "answer = gold")));
        assertEquals(
                List.of("A -> Optional.empty", "C -> Optional.empty"),
                answers(task(content, ALL_SELF_PLAY, "answer = \"\"")));
        task(content, ALL_SELF_PLAY)
                .prompts(Split.SELF_PLAY)
                .forEach(prompt -> assertEquals(Optional.empty(), prompt.answer())); // only who asks for them gets them
    }

    private static List<String> answers(Task task) {
        return task.prompts(Split.SELF_PLAY).stream()
                .map(prompt -> prompt.text() + " -> " + task.answer(prompt))
                .sorted()
                .toList();
    }

    @Test
    void aRepeatedPromptCountsOnce() throws IOException {
        Task task = task("{\"prompt\": \"A\"}\n{\"prompt\": \"A\"}", "validation = 0, held-out = 0");
        assertEquals(List.of("A"), texts(task));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"prompt": "x"|the line is no JSON
                    {"prompt": "x"} {}|the line is no JSON
                    [1]|the line is a list but must be an object
                    {"text": "x"}|"prompt" is missing but must be a text or a list of messages
                    {"prompt": 7}|"prompt" is a number
                    {"prompt": null}|"prompt" is null
                    {"prompt": ""}|"prompt" is empty
                    {"prompt": []}|the conversation must end with a message of role "user"
                    {"prompt": ["x"]}|a message is a text but must be
                    {"prompt": [{"role": "robot", "content": "x"}]}|"role" is "robot" but must be
                    {"prompt": [{"content": "x"}]}|"role" is missing
                    {"prompt": [{"role": "user"}]}|"content" is missing but must be a text
                    {"prompt": [{"role": "assistant", "content": "x"}]}|the conversation must end with
                    """)
    void aBrokenLineIsNamedByFileAndLine(String line, String message) throws IOException {
        String failure = failure(task("{\"prompt\": \"good\"}\n\n" + line + "\n"));
        assertTrue(failure.contains("my.jsonl:3: " + message), failure);
    }

    @Test
    void aMissingAnEmptyAndABinaryFileAreNamed() throws IOException {
        String missing = failure(taskOf(directory.resolve("nowhere.jsonl")));
        assertTrue(missing.contains("nowhere.jsonl does not exist; set agon.task.prompts.file"), missing);
        String empty = failure(task(" \n"));
        assertTrue(empty.contains("my.jsonl is empty"), empty);
        Path binary = Files.write(directory.resolve("b.jsonl"), new byte[] {(byte) 0xFF, 0x00});
        String noText = failure(taskOf(binary));
        assertTrue(noText.contains("b.jsonl:1: the file is not UTF-8"), noText);
        String folder = failure(taskOf(directory));
        assertTrue(folder.contains("cannot be read"), folder);
    }

    @Test
    void anEmptySplitIsNamed() throws IOException {
        Task task = task("{\"prompt\": \"A\"}", "validation = 0, held-out = 0");
        String failure = failure(task, Split.HELD_OUT);
        assertTrue(failure.contains("no prompts in the split held-out"), failure);
        assertThrows(InputException.class, () -> task.corpus(Split.TRAIN));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Path file = Path.of("x");
        assertThrows(ConfigurationException.class, () -> taskOf(file, "validation = 0.5, held-out = 0.5"));
        assertThrows(
                ConfigurationException.class, () -> taskOf(file, "template { use = pieces, pieces.user = \"User:\" }"));
        assertThrows(ConfigurationException.class, () -> taskOf(file, "template.model.today = tomorrow"));
        assertThrows(ConfigurationException.class, () -> taskOf(file, "template.model.variables = [thinking]"));
    }

    @Test
    void theFileIsReadAsUtf8() throws IOException {
        Path file = Files.write(
                directory.resolve("u.jsonl"), "{\"prompt\": \"Größe → ∞\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("Größe → ∞"), texts(taskOf(file, "validation = 0, held-out = 0")));
    }
}
