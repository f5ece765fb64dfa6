package dev.agon.env.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.Prompt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Prompt ESPRESSO =
            new Prompt("definitions/noun/espresso", "espresso (noun):", Map.of("word", "espresso", "pos", "noun"));

    @Test
    void genusAccuracyIsTheShareOfAnswersThatNameAGenus() {
        assertEquals(0.5, GenusAccuracy.of(ESPRESSO, List.of("a coffee", "beverages", "a person", "an entity")), 0);
        assertEquals(0, GenusAccuracy.of(ESPRESSO, List.of()), 0);
    }

    @Test
    void genusAccuracyAppliesToPromptsThatAskForAWord() {
        assertTrue(GenusAccuracy.appliesTo(ESPRESSO));
        assertFalse(GenusAccuracy.appliesTo(new Prompt("p", "Hi", Map.of())));
    }

    @Test
    void distinct2CountsPairsAcrossAnswersButNotFromOneIntoTheNext() {
        assertEquals(1, Distinct2.of(List.of("a b c", "c d")), 0);
        assertEquals(0.75, Distinct2.of(List.of("a b c", "a b d")), 0);
        assertEquals(1, Distinct2.of(List.of("a", "")), 0);
    }
}
