package dev.agon.policy.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Prompts have the ids that {@code tokenizer(prompt)} of transformers gives them, as {@code record_prompts.py}
 * recorded, but for what must differ: nothing ends a prompt, for an answer follows, and a beginning that the text has
 * is not doubled. Flags of {@code tokenizer_config.json} change nothing on either side.
 */
class PromptTokensTest {
    private static final Set<String> ENDED = Set.of("end", "both");
    private static final int BEGIN = 1;
    private static final int END = 2;

    @TestFactory
    Iterable<DynamicTest> promptsHaveTheIdsThatTransformersGivesThem() throws IOException {
        JsonNode recorded = recorded();
        assertEquals(21, recorded.path("cases").size());
        return StreamSupport.stream(recorded.path("cases").spliterator(), false)
                .map(each -> DynamicTest.dynamicTest(
                        each.path("name").asText() + " " + each.path("flags"),
                        () -> compare(each, recorded.path("texts"))))
                .toList();
    }

    private static void compare(JsonNode recorded, JsonNode texts) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(
                TokenizerFiles.TOKENIZER, recorded.path("tokenizer").toString().getBytes(UTF_8));
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.of(TokenizerFiles.of("recorded", files));
        for (int t = 0; t < texts.size(); t++) {
            String text = texts.path(t).asText();
            int[] theirs = ids(recorded.path("ids").path(t));
            int[] unended = ENDED.contains(recorded.path("name").asText()) ? withoutEnd(theirs) : theirs;
            assertArrayEquals(once(text, unended), tokenizer.encodePrompt(text), text);
        }
    }

    private static int[] withoutEnd(int[] ids) {
        assertEquals(END, ids[ids.length - 1]);
        return Arrays.copyOf(ids, ids.length - 1);
    }

    /** The beginning once, where transformers puts the same one before a text that begins with it. */
    private static int[] once(String text, int[] ids) {
        boolean doubled =
                text.startsWith("<s>") && Arrays.equals(ids, 0, 2, new int[] {BEGIN, BEGIN}, 0, 2) && ids[2] != BEGIN;
        return doubled ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
    }

    private static int[] ids(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
    }

    private static JsonNode recorded() throws IOException {
        try (InputStream file = Objects.requireNonNull(PromptTokensTest.class.getResourceAsStream("prompts.json"))) {
            return new ObjectMapper().readTree(file);
        }
    }
}
