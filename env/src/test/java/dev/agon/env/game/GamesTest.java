package dev.agon.env.game;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.agon.env.game.metric.Equilibrium;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The games are those of the specification, whoever reads their blocks. */
class GamesTest {
    /** LP vertices of these games are not unique, so only their exploitability is compared. */
    private static final List<String> MANY_EQUILIBRIA = List.of("Blotto5x3");

    static Stream<String> goldenGames() {
        return Stream.of("RPS", "COMAL3", "BordaTrap", "Rater3", "RPSdominated", "BT", "Hash10", "Hash50", "Blotto5x3");
    }

    static Stream<String> allGames() {
        return Games.names().stream();
    }

    @ParameterizedTest
    @MethodSource("goldenGames")
    void everyProbabilityIsTheGoldenOne(String name) {
        MatrixGame game = Games.get(name);
        JsonNode rows = Games.golden("/games/" + name + "/P");
        assertEquals(rows.size(), game.size());
        for (int i = 0; i < game.size(); i++) {
            for (int j = 0; j < game.size(); j++) {
                assertEquals(rows.get(i).get(j).asDouble(), game.probability(i, j), 1e-9, name + " " + i + " " + j);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("goldenGames")
    void theEquilibriumIsTheGoldenOne(String name) {
        MatrixGame game = Games.get(name);
        Equilibrium nash = Equilibrium.of(game);
        assertEquals(0.5, nash.value(), 1e-9);
        assertTrue(Exploitability.of(game, nash.policy()) < 1e-9);
        assertEquals(
                Games.golden("/games/" + name + "/exploitability_uniform").asDouble(),
                Exploitability.of(game, TabularPolicy.uniform(game.size())),
                1e-6);
        if (!MANY_EQUILIBRIA.contains(name)) {
            assertArrayEquals(
                    Games.vector("/games/" + name + "/nash"), nash.policy().probabilities(), 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("allGames")
    void bothOrdersOfAPairSumToOneAndTheEquilibriumIsFound(String name) {
        for (MatrixGame game : Games.contexts(name)) {
            for (int i = 0; i < game.size(); i++) {
                for (int j = 0; j < game.size(); j++) {
                    assertEquals(1, game.probability(i, j) + game.probability(j, i), 1e-12);
                }
            }
            assertTrue(
                    Exploitability.of(game, Equilibrium.of(game).policy()) < 1e-9,
                    () -> name + " "
                            + Exploitability.of(game, Equilibrium.of(game).policy()));
        }
    }

    @ParameterizedTest
    @MethodSource("allGames")
    void everyKeyOfAGameIsRead(String name) {
        String path = "agon.game." + name;
        for (Map.Entry<String, ConfigValue> leaf :
                Games.REFERENCE.getConfig(path).entrySet()) {
            if (leaf.getKey().matches("contexts\\..*\\.class")) {
                continue; // without its class a block is no game
            }
            Config without = Games.REFERENCE.withoutPath(path + "." + leaf.getKey());
            assertThrows(
                    ConfigurationException.class,
                    () -> Settings.of(without, path).create(Game.class),
                    () -> path + "." + leaf.getKey() + " is never read");
        }
    }

    @Test
    void theContextualGameHasItsFourPrompts() {
        List<MatrixGame> contexts = Games.contexts("Contextual");
        assertEquals(
                List.of("BordaTrap", "COMAL3", "RPS9", "Rater3"),
                contexts.stream().map(MatrixGame::name).toList());
        assertEquals(0.9, contexts.get(2).probability(1, 0), 1e-12);
    }

    @Test
    void theReferenceOfStringsIsThatOfTheSpecification() {
        MatrixGame game = Games.get("SEQ-CYC");
        double[] classes = new double[3];
        double quality = 0;
        for (int type = 0; type < 12; type++) {
            classes[type / 4] += game.reference().get(type);
            quality += game.reference().get(type) * (type % 4);
        }
        assertArrayEquals(new double[] {.339237, .339237, .321526}, classes, 1e-6);
        assertEquals(1.372325, quality, 1e-6);
        assertEquals(.00289486, Math.exp(SequenceGame.logReference(0, 0, 0, 0)), 1e-8);
        assertEquals(.00117696, Math.exp(SequenceGame.logReference(0, 1, 2, 3)), 1e-8);
    }

    @ParameterizedTest
    @CsvSource({"SEQ-CYC, .039270, .121738", "SEQ-TRAP, .874839, .211084", "SEQ-BT, .047426, .313468"})
    void stringsMeetAsSpecified(String name, double duel, double exploitability) {
        MatrixGame game = Games.get(name);
        int zeros = SequenceGame.type(0, 0, 0, 0);
        int rising = SequenceGame.type(0, 1, 2, 3);
        assertEquals(duel, game.probability(zeros, rising), 1e-6);
        assertEquals(exploitability, Exploitability.of(game, game.reference()), 1e-6);
    }

    @Test
    void walksMeetAsSpecified() {
        MatrixGame game = Games.get("LineMDP");
        assertEquals(256, game.size());
        assertEquals(.067578, Exploitability.of(game, game.reference()), 1e-6);
        TabularPolicy nash = Equilibrium.of(game).policy();
        assertEquals(4 / 11.0, nash.get(game.actions().indexOf("++++++++")), 1e-6);
        assertEquals(3 / 11.0, nash.get(game.actions().indexOf("+++++++-")), 1e-6);
        assertEquals(4 / 11.0, nash.get(game.actions().indexOf("++++++--")), 1e-6);
        assertEquals(.30, Exploitability.ofAction(game, game.actions().indexOf("++++++++")), 1e-12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rows | 0.5 0.1 ; 0.9 | has 1 numbers in row 2 but 2 rows; the matrix must be square",
                "rows | 0.5 0.1 ; 0.8 0.5 | is wrong in row 2, column 1: P(1 beats 0) is 0.8 and P(0 beats 1) is 0.1",
                "rows | 0.5 1.1 ; -0.1 0.5 | is wrong in row 1, column 2: P(0 beats 1) is 1.1 but must be a probability",
                "rows | 0.5 x ; 0.9 0.5 | has \"x\" in row 1, column 2, which is no number",
                "start | 0.6 ; 0.4 | has 2 probabilities but the game has 3 actions",
                "start | 0.6 ; 0.3 ; 0.3 | sums to 1.2",
                "actions | a ; b | has 2 names but the matrix has 3 rows",
            })
    void aBadBlockIsRefusedWithKeyPlaceAndCure(String key, String list, String complaint) {
        Config config = Games.REFERENCE.withValue(
                "agon.game.COMAL3." + key, ConfigValueFactory.fromIterable(List.of(list.split(" ; ", -1))));
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> Settings.of(config, "agon.game.COMAL3")
                        .create(Game.class));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("agon.game.COMAL3." + key) && message.contains(complaint), message);
    }
}
