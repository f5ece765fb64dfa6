package dev.agon.env.wordnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordNetTest {
    private static final WordNet WORD_NET = WordNet.get();

    @Test
    void allSynsetsAreThere() {
        assertEquals(117_791, WORD_NET.synsets().size());
        for (int id = 0; id < WORD_NET.synsets().size(); id++) {
            assertEquals(id, WORD_NET.synsets().get(id).id());
        }
    }

    @Test
    void sensesComeInOrderOfUse() {
        List<Synset> senses = WORD_NET.senses("turkey", PartOfSpeech.NOUN);
        assertEquals(List.of("turkey", "Meleagris gallopavo"), senses.get(0).lemmas());
        assertTrue(senses.get(1).lemmas().contains("Turkey"));
        assertEquals(senses, WORD_NET.senses("Turkey", PartOfSpeech.NOUN));
    }

    @Test
    void anUnknownWordHasNoSense() {
        assertEquals(List.of(), WORD_NET.senses("blorf", PartOfSpeech.NOUN));
        assertEquals(Map.of(), WORD_NET.hypernymChain("blorf", PartOfSpeech.NOUN));
        assertEquals(0, WORD_NET.usage("blorf"));
    }

    @Test
    void theChainLeadsFromTheNearestHypernymToTheRoot() {
        Map<Synset, Integer> chain = WORD_NET.hypernymChain("espresso", PartOfSpeech.NOUN);
        List<Synset> order = new ArrayList<>(chain.keySet());
        assertEquals(List.of("coffee", "java"), order.get(0).lemmas());
        assertEquals(1, chain.get(order.get(0)));
        Synset entity = WORD_NET.senses("entity", PartOfSpeech.NOUN).get(0);
        assertEquals(7, chain.get(entity));
        assertEquals(0, WORD_NET.depth(entity));
        assertEquals(
                List.copyOf(chain.values()), chain.values().stream().sorted().toList());
    }

    @Test
    void instancesBelongToTheChain() {
        assertTrue(WORD_NET.hypernymChain("Einstein", PartOfSpeech.NOUN).keySet().stream()
                .anyMatch(synset -> synset.lemmas().contains("physicist")));
    }

    @Test
    void depthIsOneMoreThanThatOfTheNearestHypernym() {
        for (Synset synset : WORD_NET.synsets()) {
            List<Synset> above = WORD_NET.hypernyms(synset);
            int expected = above.stream().mapToInt(WORD_NET::depth).min().orElse(-1) + 1;
            assertTrue(WORD_NET.depth(synset) == expected || synset.pos() == PartOfSpeech.VERB, synset::toString);
        }
    }

    @Test
    void adjectivesLoseTheMarkerOfTheirPosition() {
        assertTrue(WORD_NET.synsets().stream()
                .flatMap(synset -> synset.lemmas().stream())
                .noneMatch(lemma -> lemma.contains("(") || lemma.contains("_")));
    }

    @Test
    void usageAddsUpTheSensesAndIsFoundByInflectedForms() {
        assertTrue(WORD_NET.usage("person") >= 6833);
        assertTrue(WORD_NET.usageOfForm("making") >= WORD_NET.usage("make"));
        assertTrue(WORD_NET.usageOfForm("men") >= WORD_NET.usage("man"));
        assertEquals(0, WORD_NET.usageOfForm("gallinaceous"));
    }

    @ParameterizedTest
    @CsvSource({"boxes,box", "churches,church", "berries,berry", "women,woman", "dogs,dog", "mice,mouse"})
    void pluralsLeadToTheirSingular(String plural, String singular) {
        assertTrue(WORD_NET.baseForms(plural, PartOfSpeech.NOUN).contains(singular));
    }

    @Test
    void aDoubleSIsNoPlural() {
        assertFalse(WORD_NET.baseForms("glass", PartOfSpeech.NOUN).contains("glas"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'bitter brown seed; source of cola extract  '|bitter brown seed; source of cola extract
                    'be fast; "he is; so fast"; "run"'|be fast
                    'an entity; "a; b"; seen by all'|an entity; seen by all
                    'substitution: "he sent Smith in for Jones"'|substitution
                    'promise as in "carrot and stick"'|promise as in "carrot and stick"
                    '"only an example"'|"only an example"
                    """)
    void definitionsHaveNoExamples(String gloss, String definition) {
        assertEquals(definition, Gloss.definition(gloss));
    }
}
