package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agon.env.metric.GenusAccuracy;
import dev.agon.env.task.Definitions;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.env.wordnet.WordNet;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the panel's settings stand on, as docs/judges.md reports it: the dictionary's own held-out definitions. */
class DictionaryFactsTest {
    private static final List<Prompt> HELD_OUT = Settings.of(Scene.REFERENCE, "agon.task.definitions")
            .create(Task.class)
            .prompts(Split.HELD_OUT);

    private static String definition(Prompt prompt) {
        return prompt.meta().getOrDefault(Definitions.DEFINITION, "");
    }

    private static double mean(ToDoubleFunction<Prompt> value) {
        return HELD_OUT.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static double[] quantiles(ToDoubleFunction<Prompt> value, double... shares) {
        double[] sorted = HELD_OUT.stream().mapToDouble(value).sorted().toArray();
        return Arrays.stream(shares)
                .map(share -> sorted[(int) (share * sorted.length)])
                .toArray();
    }

    private static double commonShare(Prompt prompt) {
        List<String> content = Words.content(Words.of(definition(prompt)));
        return content.stream()
                .mapToInt(word -> WordNet.get().usageOfForm(word) >= 5 ? 1 : 0)
                .average()
                .orElse(0);
    }

    @Test
    void theBandOfLengthHoldsTheMiddleOfTheDictionary() {
        double[] words = quantiles(prompt -> Words.of(definition(prompt)).size(), 0.05, 0.1, 0.25, 0.5, 0.75, 0.9);
        assertEquals("[4.0, 5.0, 7.0, 10.0, 15.0, 20.0]", Arrays.toString(words));
    }

    @Test
    void halfOfTheDictionaryIsPlainEnough() {
        double[] common = quantiles(DictionaryFactsTest::commonShare, 0.1, 0.25, 0.5, 0.75);
        assertEquals("[0.5, 0.625, 0.75, 1.0]", Arrays.toString(common));
    }

    @Test
    void theDictionaryNamesTheGenusAndAnotherWordsDefinitionDoesNot() {
        assertEquals(0.836, mean(prompt -> GenusAccuracy.of(prompt, List.of(definition(prompt)))), 0.001);
        assertEquals(
                0.611,
                mean(prompt -> Genus.of(prompt, 3)
                                        .orElseThrow()
                                        .nearest(definition(prompt))
                                        .orElse(0)
                                == 1
                        ? 1
                        : 0),
                0.001);
        double others = IntStream.range(0, HELD_OUT.size())
                .mapToDouble(i ->
                        GenusAccuracy.of(HELD_OUT.get(i), List.of(definition(HELD_OUT.get((i + 1) % HELD_OUT.size())))))
                .average()
                .orElse(Double.NaN);
        assertEquals(0.040, others, 0.001);
        assertEquals(0.115, mean(prompt -> GenusAccuracy.of(prompt, List.of("a person who does something"))), 0.001);
    }

    @Test
    void fewDefinitionsAreUnsound() {
        assertEquals(
                0.931,
                mean(prompt -> new HashSet<>(Words.content(Words.of(definition(prompt)))).size() >= 3 ? 1 : 0),
                0.001);
        assertEquals(
                0.015,
                mean(prompt -> Words.contains(
                                Words.of(definition(prompt)),
                                Words.of(prompt.meta().getOrDefault(Definitions.WORD, "")))
                        ? 1
                        : 0),
                0.001);
    }
}
