package dev.agon.env.game;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpellingTest {
    static Stream<String> games() {
        return Games.names().stream();
    }

    private static WrittenGame written(String name) {
        return WrittenGame.of(Settings.of(Games.REFERENCE, "agon.game"), name);
    }

    @ParameterizedTest
    @MethodSource("games")
    void theReferenceOfSequencesIsThatOfTheirActions(String name) {
        WrittenGame game = written(name);
        Spelling spelling = game.spelling();
        for (int c = 0; c < game.contexts().size(); c++) {
            double[] mass = new double[game.contexts().get(c).size()];
            for (int number = 0; number < spelling.sequences(); number++) {
                int[] sequence = spelling.sequence(number);
                int action = spelling.action(c, sequence);
                if (action >= 0) {
                    mass[action] += Math.exp(spelling.logReference(c, sequence));
                }
            }
            assertArrayEquals(game.contexts().get(c).reference().probabilities(), mass, 1e-12, name + " " + c);
        }
    }

    @ParameterizedTest
    @MethodSource("games")
    void aSequenceIsReadBackFromItsText(String name) {
        WrittenGame game = written(name);
        Spelling spelling = game.spelling();
        for (int number = 0; number < spelling.sequences(); number += 7) {
            int[] sequence = spelling.sequence(number);
            assertEquals(spelling.action(0, sequence), game.action(0, spelling.text(sequence)));
            assertEquals(spelling.action(0, sequence), game.action(0, "  " + spelling.text(sequence) + " "));
        }
    }

    @Test
    void everyActionHasItsSpelling() {
        WrittenGame walks = written("LineMDP");
        MatrixGame line = walks.contexts().get(0);
        assertEquals(line.actions().indexOf("++++++--"), walks.action(0, "+ + + + + + - -"));
        assertEquals(SequenceGame.type(0, 1, 2, 3), written("SEQ-CYC").action(0, "0 1 2 3"));
        assertEquals(2, written("RPS").action(0, "scissors"));
        assertEquals("play:", walks.question(0));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"''", "0 1 2", "0 1 2 3 4", "0 1 2 8", "0123", "0 1 2 play:"},
            ignoreLeadingAndTrailingWhitespace = false)
    void whatIsNoActionIsNone(String text) {
        assertEquals(-1, written("SEQ-CYC").action(0, text));
    }

    @Test
    void anotherContextsSymbolIsNoAction() {
        WrittenGame game = written("Contextual");
        List<String> names = game.contexts().stream().map(MatrixGame::name).toList();
        assertEquals(0, game.action(names.indexOf("COMAL3"), "a"));
        assertEquals(-1, game.action(names.indexOf("RPS9"), "a"));
        assertEquals("COMAL3:", game.question(names.indexOf("COMAL3")));
    }

    @Test
    void traitsSplitTheActions() {
        double[] zero = written("SEQ-CYC").spelling().traits(0).get("class_0");
        assertArrayEquals(new double[] {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}, zero);
        assertEquals(
                List.of("class_0", "class_1", "class_2"),
                List.copyOf(written("LineMDP").spelling().traits(0).keySet()));
        assertTrue(written("Hash50").spelling().traits(0).isEmpty());
    }

    @Test
    void anUnknownGameIsRefusedWithKeyAndNearestName() {
        String unknown = String.valueOf(assertThrows(ConfigurationException.class, () -> written("SEQ-TRIP"))
                .getMessage());
        assertTrue(unknown.contains("did you mean SEQ-TRAP?"), unknown);
        Settings task = Settings.of(
                ConfigFactory.parseString("agon.task.game.game = nothing").withFallback(Games.REFERENCE),
                "agon.task.game");
        String key = String.valueOf(assertThrows(ConfigurationException.class, () -> WrittenGame.of(task))
                .getMessage());
        assertTrue(key.startsWith("agon.task.game.game (") && key.contains("is \"nothing\" but must be one of"), key);
    }
}
