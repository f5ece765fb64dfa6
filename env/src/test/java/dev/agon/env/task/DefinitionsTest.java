package dev.agon.env.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.env.wordnet.Synset;
import dev.agon.env.wordnet.WordNet;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DefinitionsTest {
    private static final Config REFERENCE =
            ConfigFactory.parseResources("reference.conf").resolve();
    private static final Task TASK = task(REFERENCE);

    private static Task task(Config config) {
        return Settings.of(config, "agon.task.definitions").create(Task.class);
    }

    private static Task taskOf(String partsOfSpeech) {
        return task(ConfigFactory.parseString("agon.task.definitions.parts-of-speech = " + partsOfSpeech)
                .withFallback(REFERENCE));
    }

    private static Prompt promptOf(String id) {
        for (Split split : Split.values()) {
            for (Prompt prompt : TASK.prompts(split)) {
                if (prompt.id().equals(id)) {
                    return prompt;
                }
            }
        }
        throw new AssertionError("no prompt " + id);
    }

    @Test
    void aPromptIsTheWordAndItsPartOfSpeech() {
        Prompt espresso = promptOf("definitions/noun/espresso");
        assertEquals("espresso (noun):", espresso.text());
        assertEquals(
                Map.of(
                        "word",
                        "espresso",
                        "pos",
                        "noun",
                        "definition",
                        "strong black coffee brewed by forcing hot water under pressure through finely ground coffee beans"),
                espresso.meta());
    }

    @Test
    void theDefinitionOfALowerCaseWordIsNotThatOfAProperName() {
        assertTrue(promptOf("definitions/noun/china")
                .meta()
                .getOrDefault("definition", "")
                .startsWith("high quality porcelain"));
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void promptsArePlainWordsOfTheirSplit(Split split) {
        Set<String> ids = new HashSet<>();
        for (Prompt prompt : TASK.prompts(split)) {
            String word = prompt.meta().getOrDefault("word", "");
            assertTrue(word.matches("[a-z]+( [a-z]+)?"), word);
            assertEquals(split, Definitions.splitOf(word), word);
            assertTrue(ids.add(prompt.id()), prompt.id());
        }
    }

    @ParameterizedTest
    @EnumSource(Split.class)
    void twoInstancesGiveTheSamePromptsAndText(Split split) {
        Task other = task(REFERENCE);
        assertEquals(TASK.prompts(split), other.prompts(split));
        assertEquals(TASK.corpus(split), other.corpus(split));
    }

    @Test
    void splitsHaveTheirSizes() {
        assertEquals(60738, TASK.prompts(Split.TRAIN).size());
        assertEquals(5583, TASK.prompts(Split.SELF_PLAY).size());
        assertEquals(1430, TASK.prompts(Split.VALIDATION).size());
        assertEquals(3598, TASK.prompts(Split.HELD_OUT).size());
    }

    @ParameterizedTest
    @CsvSource({
        "TRAIN, 142508, 89414, 11533175",
        "SELF_PLAY, 16323, 15409, 1332917",
        "VALIDATION, 4219, 4154, 340660",
        "HELD_OUT, 10145, 9770, 823844"
    })
    void textHasItsSize(Split split, int examples, int definitions, int characters) {
        List<TextExample> corpus = TASK.corpus(split);
        assertEquals(examples, corpus.size());
        assertEquals(
                definitions,
                corpus.stream().map(TextExample::completion).distinct().count());
        assertEquals(
                characters,
                corpus.stream()
                        .mapToInt(example ->
                                example.prompt().length() + example.completion().length())
                        .sum());
    }

    @Test
    void aWordIsInTheSameSplitAsEveryPartOfSpeechAndInCapitals() {
        assertEquals(Definitions.splitOf("turkey"), Definitions.splitOf("Turkey"));
        Task all = taskOf("[noun, verb, adjective, adverb]");
        for (Prompt prompt : all.prompts(Split.HELD_OUT)) {
            assertEquals(Split.HELD_OUT, Definitions.splitOf(prompt.meta().getOrDefault("word", "")));
        }
    }

    @Test
    void trainingTextHoldsNoWordAndNoDefinitionOfAnotherSplit() {
        Set<String> reserved = new HashSet<>();
        for (Synset synset : WordNet.get().synsets()) {
            for (String lemma : synset.lemmas()) {
                if (Definitions.splitOf(lemma) != Split.TRAIN) {
                    reserved.add(" " + synset.definition());
                }
            }
        }
        List<TextExample> corpus = TASK.corpus(Split.TRAIN);
        assertTrue(corpus.size() > 100_000);
        for (TextExample example : corpus) {
            String word = example.prompt().substring(0, example.prompt().lastIndexOf(" ("));
            assertEquals(Split.TRAIN, Definitions.splitOf(word), word);
            assertTrue(!reserved.contains(example.completion()), example::toString);
        }
    }

    @Test
    void aSplitsTextIsAboutItsWords() {
        for (TextExample example : TASK.corpus(Split.VALIDATION)) {
            String word = example.prompt().substring(0, example.prompt().lastIndexOf(" ("));
            assertEquals(Split.VALIDATION, Definitions.splitOf(word), word);
            assertTrue(example.completion().startsWith(" "), example::toString);
        }
    }

    @Test
    void anUnknownPartOfSpeechIsRefused() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> taskOf("[noun, pronoun]"));
        assertTrue(
                String.valueOf(e.getMessage()).contains("\"pronoun\" but may only hold noun, verb, adjective, adverb"),
                e.getMessage());
        assertThrows(ConfigurationException.class, () -> taskOf("[]"));
    }
}
