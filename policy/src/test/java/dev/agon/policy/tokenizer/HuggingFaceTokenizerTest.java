package dev.agon.policy.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceTokenizerTest {
    private static final BpeVocabulary VOCABULARY =
            BpeTrainer.train(Corpora.lines(500, 300, 5), 600, List.of(Corpora.END));
    private static final HuggingFaceTokenizer TOKENIZER = HuggingFaceTokenizer.of(VOCABULARY.files(Corpora.END));

    @Property(tries = 500, seed = "1")
    void decodingGivesTheTextBack(@ForAll("texts") String text) {
        assertEquals(text, TOKENIZER.decode(TOKENIZER.encode(text)));
    }

    @Property(tries = 300, seed = "2")
    void libraryAppliesOurMergesAsWeDo(@ForAll("texts") String text) {
        assertArrayEquals(NaiveBpe.encode(VOCABULARY, text), TOKENIZER.encode(text));
    }

    /** Words, numbers, contractions, every kind of space, and any assigned character of Unicode. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> anyCharacter = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(code -> Character.isDefined(code) && Character.getType(code) != Character.SURROGATE)
                .map(Character::toString);
        Arbitrary<String> common = Arbitraries.of(
                "the",
                "abba",
                "a",
                "cab",
                " ",
                "  ",
                "\t",
                "\n",
                "\r\n",
                "\u00A0",
                "\u3000",
                "\u0085",
                "\u2028",
                "\u001C",
                "'s",
                "'ll",
                "'RE",
                "n't",
                "1",
                "23",
                "\u00BD",
                ".",
                ",",
                "(noun):",
                "\u00E9",
                "\u0000",
                "\uD83D\uDE00",
                "\u0301");
        return Arbitraries.oneOf(common, common, anyCharacter)
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dog's  tail \n 12ab", "naïve — 東京 🙂", "a\u00A0 b\u2003c   ", "it'll we've I'm\t!"})
    void casesAreMergedAsByTheDefinition(String text) {
        assertArrayEquals(NaiveBpe.encode(VOCABULARY, text), TOKENIZER.encode(text));
        assertEquals(text, TOKENIZER.decode(TOKENIZER.encode(text)));
    }

    @Test
    void specialTokensAreFoundInTextAndLeftOutOfIt() {
        int[] tokens = TOKENIZER.encode("a" + Corpora.END + "a");
        assertEquals(0, tokens[1]);
        assertEquals(3, tokens.length);
        assertEquals("aa", TOKENIZER.decode(tokens));
    }

    @Test
    void vocabularyIsThatOfTheTrainer() {
        assertEquals(VOCABULARY.tokens().size(), TOKENIZER.vocabSize());
        assertTrue(TOKENIZER.hasToken(599));
        assertFalse(TOKENIZER.hasToken(600));
        assertFalse(TOKENIZER.hasToken(-1));
    }

    @Test
    void idsWithoutATokenAreLeftOut() {
        assertEquals("a", TOKENIZER.decode(new int[] {-1, 1 + 'a', 5_000_000, Integer.MAX_VALUE}));
    }

    @Test
    void unpairedSurrogatesAndCutOffBytesBecomeReplacementCharacters() {
        assertEquals("a\uFFFDb\uFFFD", TOKENIZER.decode(TOKENIZER.encode("a\uD83Db\uDE00")));
        assertEquals("\uFFFD", TOKENIZER.decode(new int[] {1 + 0xE6}));
    }

    @Test
    void manyThreadsGetTheSameTokens() {
        List<String> lines = Corpora.lines(2000, 300, 11);
        List<int[]> alone = lines.stream().map(TOKENIZER::encode).toList();
        List<int[]> together = lines.parallelStream().map(TOKENIZER::encode).toList();
        assertTrue(IntStream.range(0, lines.size()).allMatch(i -> Arrays.equals(alone.get(i), together.get(i))));
    }

    @Test
    void sameContentIsTheSameTokenizer(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("tokenizer.json"), content());
        assertSame(TOKENIZER, HuggingFaceTokenizer.of(TokenizerFiles.read(directory)));
    }

    @Test
    void aPromptBeginsAsThePostProcessorSaysAndEndsWithItself() {
        String mark = "{\"SpecialToken\": {\"id\": \"" + Corpora.END + "\", \"type_id\": 0}}";
        String processor =
                """
                {"type": "TemplateProcessing", "single": [%1$s, {"Sequence": {"id": "A", "type_id": 0}}, %1$s],
                 "pair": [], "special_tokens": {"%2$s": {"id": "%2$s", "ids": [%3$d], "tokens": ["%2$s"]}}}"""
                        .formatted(mark, Corpora.END, TOKENIZER.encode(Corpora.END)[0]);
        String file = new String(content(), UTF_8);
        HuggingFaceTokenizer marking = of(file.replaceFirst(
                        "\"post_processor\" : (null|\\{[^}]*})",
                        Matcher.quoteReplacement("\"post_processor\" : " + processor))
                .getBytes(UTF_8));
        assertArrayEquals(TOKENIZER.encode("once"), marking.encode("once"));
        assertArrayEquals(TOKENIZER.encode(Corpora.END + "once"), marking.encodePrompt("once"));
        assertArrayEquals(marking.encodePrompt("once"), marking.encodePrompt(Corpora.END + "once"));
        assertArrayEquals(TOKENIZER.encode(Corpora.END), marking.encodePrompt(""));
        assertArrayEquals(TOKENIZER.encode("once"), TOKENIZER.encodePrompt("once"));
    }

    @Test
    void truncationAndPaddingOfTheFileAreIgnored() {
        String padded = new String(content(), UTF_8)
                .replace(
                        "\"truncation\" : null",
                        "\"truncation\": {\"direction\": \"Right\", \"max_length\": 3,"
                                + " \"strategy\": \"LongestFirst\", \"stride\": 0}")
                .replace(
                        "\"padding\" : null",
                        "\"padding\": {\"strategy\": {\"Fixed\": 64}, \"direction\": \"Right\","
                                + " \"pad_to_multiple_of\": null, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"x\"}");
        assertTrue(padded.contains("Fixed") && padded.contains("LongestFirst"));
        String text = "a b c d e f g";
        assertArrayEquals(TOKENIZER.encode(text), of(padded.getBytes(UTF_8)).encode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"model\": {\"vocab\": {\"a\": -1}}}",
                "{\"model\": {\"vocab\": {\"a\": 1e12}}}",
                "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"x y\"]}}",
                "{\"model\": {\"type\": \"None\", \"vocab\": {\"a\": 0}}}"
            })
    void brokenDefinitionIsRefused(String content) {
        assertRefused(content.getBytes(UTF_8));
    }

    @Test
    void cutOffOrRandomDefinitionIsRefused() {
        byte[] whole = content();
        for (int tenth = 0; tenth < 10; tenth++) {
            assertRefused(Arrays.copyOf(whole, (int) ((long) whole.length * tenth / 10)));
        }
        Random random = new Random(2);
        for (int trial = 0; trial < 50; trial++) {
            byte[] garbage = new byte[random.nextInt(2000)];
            random.nextBytes(garbage);
            assertRefused(garbage);
        }
    }

    @Test
    void missingFileIsNamed(@TempDir Path directory) {
        ModelException fault = assertThrows(ModelException.class, () -> TokenizerFiles.read(directory));
        assertTrue(
                String.valueOf(fault.getMessage()).contains(directory.resolve("tokenizer.json") + " does not exist"));
    }

    private static void assertRefused(byte[] content) {
        String message = String.valueOf(
                assertThrows(ModelException.class, () -> of(content)).getMessage());
        assertTrue(message.startsWith("the test's file ") && message.endsWith("."), message);
    }

    private static HuggingFaceTokenizer of(byte[] content) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("tokenizer.json", content);
        return HuggingFaceTokenizer.of(TokenizerFiles.of("the test's file", files));
    }

    private static byte[] content() {
        return VOCABULARY.files(Corpora.END).content("tokenizer.json");
    }
}
