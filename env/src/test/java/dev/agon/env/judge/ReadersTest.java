package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {
    private static final String READERS = "agon.judge.panel.readers.";

    private static PreferenceMatrix.Duel duel(Reader reader, String... answers) {
        return reader.read(Scene.group(Scene.ESPRESSO, List.of(answers)), Scene.context());
    }

    private static double first(Reader reader, String left, String right) {
        return duel(reader, left, right).probability(0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "espresso, a strong coffee, 1",
        "espresso, strong COFFEES., 1",
        "espresso, any of various beverages, 2",
        "espresso, a coffeepot, -1",
        "espresso, an entity or a thing, -1",
        "espresso, an espresso, -1",
        "dog, a domestic animal, 1",
        "dog, a domestic or wild animal, 2",
        "wife, one of the married women, 1",
        "wife, one of the married men, -1"
    })
    void theNearestGenusNamedInWholeWordsCounts(String word, String answer, int distance) {
        OptionalInt nearest = Genus.of(Scene.ask(word), 3).orElseThrow().nearest(answer);
        assertEquals(distance, nearest.orElse(-1));
    }

    @Test
    void leastDepthLeavesOutWhatSaysNothing() {
        assertTrue(
                Genus.of(Scene.ESPRESSO, 0).orElseThrow().nearest("an entity").isPresent());
        assertFalse(
                Genus.of(Scene.ESPRESSO, 1).orElseThrow().nearest("an entity").isPresent());
        assertTrue(Genus.of(new Prompt("p", "Hi", Map.of()), 3).isEmpty());
    }

    @Test
    void faithfulPrefersTheNearerGenusAndAnyToNone() {
        Reader faithful = Scene.reader(READERS + "faithful");
        assertEquals(1, first(faithful, " a coffee", " a beverage"), 0);
        assertEquals(1, first(faithful, " a beverage", " a person"), 0);
        assertEquals(0.5, first(faithful, " a dog", " a person"), 0);
        Reader naive = Scene.reader("agon.judge.naive.readers.genus");
        assertEquals(0.5, first(naive, " a coffee", " an entity"), 0);
    }

    @Test
    void plainPrefersCommonWordsUntilThereAreEnough() {
        Reader plain = Scene.reader(READERS + "plain");
        assertEquals(1, first(plain, " people drink water", " gallinaceous people percolate"), 0);
        assertEquals(0.5, first(plain, " people drink water", " people drink much water by percolation"), 0);
    }

    @Test
    void briefTiesInsideItsBandAndPrefersTheNearerOutside() {
        Reader brief = Scene.reader(READERS + "brief", "least = 3, most = 5");
        assertEquals(0.5, first(brief, "a b c", "a b c d e"), 0);
        assertEquals(1, first(brief, "a b c d e", "a b c d e f"), 0);
        assertEquals(1, first(brief, "a b c d e f", "a b c d e f g"), 0);
        assertEquals(1, first(brief, "a b", "a"), 0);
        Reader naive = Scene.reader("agon.judge.naive.readers.short");
        assertEquals(1, first(naive, "a", "a b"), 0);
    }

    @Test
    void tellingPrefersWhatFitsThisPromptRatherThanAny() {
        // likely everywhere against likely here only
        FakeModel model = new FakeModel(
                (prompt, completion) -> completion.equals("any") ? -1 : prompt.equals(Scene.ESPRESSO.text()) ? -3 : -8,
                512);
        Reader telling = Scene.reader(READERS + "telling", "temperature = 2, others = 3");
        PreferenceMatrix.Duel duel =
                telling.read(Scene.group(Scene.ESPRESSO, List.of("this", "any")), Scene.context(model));
        assertEquals(1 / (1 + Math.exp(-5.0 / 2)), duel.probability(0, 1), 1e-6);
        assertEquals(1, model.batches());
    }

    @Test
    void tellingReadsAllGroupsInOneBatchAndCutsLongPromptsAtTheirBeginning() {
        FakeModel model = new FakeModel(
                (prompt, completion) ->
                        -10 * CounterRandom.of(1).at(prompt).at(completion).uniform(0),
                16);
        Reader telling = Scene.reader(READERS + "telling", "");
        List<Group> groups = List.of(
                Scene.group(new Prompt("p", "Coffee:", Map.of("pos", "noun")), List.of("a b", "b c", "c d")),
                Scene.group(new Prompt("q", "Lonely:", Map.of("pos", "noun")), List.of("a b")),
                Scene.group(new Prompt("r", "Tea:", Map.of("pos", "noun")), List.of("b c", "c d", "d e", "a b")));

        List<PreferenceMatrix.Duel> together = telling.read(groups, Scene.context(model));

        assertEquals(1, model.batches());
        assertTrue(model.longest() <= 16);
        for (int g = 0; g < groups.size(); g++) {
            PreferenceMatrix.Duel alone = telling.read(groups.get(g), Scene.context(model));
            int answers = groups.get(g).completions().size();
            for (int i = 0; i < answers; i++) {
                for (int j = 0; j < answers; j++) {
                    assertEquals(alone.probability(i, j), together.get(g).probability(i, j), 0);
                }
            }
        }
    }

    @Property(tries = 300, seed = "7")
    void distinctBigramsIsAShare(
            @ForAll @Size(max = 12) List<@AlphaChars @StringLength(min = 1, max = 2) String> words) {
        double share = Words.distinctBigrams(words);
        assertTrue(share > 0 && share <= 1);
        assertEquals(words.size(), Words.of(String.join(" ", words)).size());
    }

    @Test
    void wordsAreRunsOfLettersAndDigitsInLowerCase() {
        assertEquals(List.of("the", "dog", "s", "2", "bones", "naïve"), Words.of(" The dog's 2 bones—naïve."));
        assertEquals(List.of("dog", "2", "bones"), Words.content(Words.of("The dog's 2 bones")));
        assertFalse(Words.contains(List.of("coffeepot"), List.of("coffee")));
    }
}
