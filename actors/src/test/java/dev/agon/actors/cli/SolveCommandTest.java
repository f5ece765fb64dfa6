package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolveCommandTest {
    private final Path directory;
    private final TestConsole console;

    SolveCommandTest(@TempDir Path directory) {
        this.directory = directory;
        this.console = new TestConsole(directory);
    }

    private int agon(String... arguments) {
        return console.agon(arguments);
    }

    private JsonNode json(String... arguments) throws IOException {
        assertEquals(ExitCodes.DONE, agon(arguments), console::errors);
        return new ObjectMapper().readTree(console.results());
    }

    private void refused(int code, String message, String... arguments) {
        assertEquals(code, agon(arguments));
        assertEquals("agon: " + message, console.errors().strip());
        assertEquals("", console.results());
    }

    @Test
    void theFiguresOfAGameAreThoseThatWerePromised() throws IOException {
        JsonNode node = json("solve", "COMAL3", "--algorithm", "omwu", "--iterations", "1000", "--json");
        assertTrue(node.get("exploitability_last").asDouble() < 1e-8);
        assertTrue(node.get("exploitability_average").asDouble() < 0.01);
        assertTrue(node.get("exploitability_best").asDouble() < 1e-8);
        for (String policy : List.of("nash", "policy_last")) {
            assertEquals(4 / 11.0, node.get(policy).get(0).asDouble(), 1e-6);
            assertEquals(3 / 11.0, node.get(policy).get(1).asDouble(), 1e-6);
        }
        assertEquals(3, node.get("policy_average").size());
        assertEquals(0.5, node.get("value").asDouble(), 1e-9);
        assertEquals(3000, node.get("queries").asLong());
        assertEquals(1000, node.get("iterations").asInt());
        assertEquals(2, node.get("borda_winner").asInt());
        assertEquals("c", node.get("borda_winner_name").asText());
        assertEquals(.3, node.get("borda_exploitability").asDouble(), 1e-9);
        assertEquals(2, node.get("bradley_terry_winner").asInt());
        assertEquals(1, node.get("cyclic_share").asDouble(), 0);
        assertEquals(.9621, node.get("hodge_share").asDouble(), 5e-5);
        assertEquals(.9837, node.get("hodge_share_win_rates").asDouble(), 5e-5);
        // KL of (4, 3, 4) / 11 to the uniform reference
        double kl = 8 / 11.0 * Math.log(12 / 11.0) + 3 / 11.0 * Math.log(9 / 11.0);
        assertEquals(kl, node.get("kl_to_reference").asDouble(), 1e-6);
        assertEquals(
                2 * node.get("exploitability_last").asDouble(),
                node.get("duality_gap").asDouble(),
                1e-12);
        assertTrue(node.get("duality_gap_regularised").asDouble() > 0);
        assertEquals(0, node.get("curve").get(0).get("iteration").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RPS",
                "COMAL3",
                "BordaTrap",
                "Rater3",
                "RPSdominated",
                "BT",
                "Hash10",
                "Hash50",
                "Blotto5x3",
                "Contextual",
                "SEQ-CYC",
                "SEQ-TRAP",
                "SEQ-BT",
                "LineMDP"
            })
    void everyGameIsPlayedAndShown(String game) throws IOException {
        JsonNode node = json("solve", game, "--algorithm", "mirror-prox", "--iterations", "20", "--json");
        assertEquals(0.5, node.get("value").asDouble(), 1e-9);
        assertEquals(ExitCodes.DONE, agon("solve", game, "--algorithm", "mirror-prox", "--iterations", "20"));
        String table = console.results();
        assertTrue(table.contains("exploitability") && table.contains("against oracle queries"), table);
    }

    @Test
    void aFileIsAGameLikeAnyOther() throws IOException {
        Path file = directory.resolve("mine.csv");
        Files.writeString(file, "a,b,c\n.5,.1,.8\n.9,.5,.1\n.2,.9,.5\n");
        JsonNode node = json("solve", file.toString(), "--algorithm", "spo", "--iterations", "100", "--json");
        assertEquals(4 / 11.0, node.get("nash").get(0).asDouble(), 1e-6);
        assertEquals("a", node.get("actions").get(0).asText());
        assertTrue(node.get("exploitability_average").asDouble() <= Math.sqrt(Math.log(3) / 200));
    }

    @Test
    void contextsHaveTheirOwnPoliciesAndShareTheirMeans() throws IOException {
        JsonNode node = json("solve", "Contextual", "--iterations", "10", "--json");
        assertEquals(4, node.get("contexts").size());
        assertEquals(4, node.get("nash").size());
        assertEquals(3, node.get("policy_last").get(0).size());
        assertEquals(4, node.get("borda_winner").size());
        assertEquals(120, node.get("queries").asLong());
    }

    @Test
    void aRaceHasOneBudgetOfQueries() throws IOException {
        JsonNode node = json("solve", "Hash10", "--compare", "omwu,egpo", "--iterations", "100", "--json");
        assertEquals(1000, node.get("query_budget").asLong());
        assertEquals("omwu", node.get("race").get(0).get("algorithm").asText());
        assertEquals(100, node.get("race").get(0).get("iterations").asInt());
        assertEquals(50, node.get("race").get(1).get("iterations").asInt());
        assertEquals(1000, node.get("race").get(1).get("queries").asLong());
    }

    @Test
    void aRaceIsDrawnIntoAPicture() throws IOException {
        Path file = directory.resolve("race.png");
        assertEquals(ExitCodes.DONE, agon("solve", "Hash10", "--compare", "spo,omwu,comal", "--png", file.toString()));
        String table = console.results();
        assertTrue(table.indexOf("omwu") < table.indexOf("spo "), table);
        BufferedImage picture = ImageIO.read(file.toFile());
        assertNotNull(picture);
        assertEquals(1280, picture.getWidth());
        assertTrue(hasColour(picture, 0x0072B2) && hasColour(picture, 0xD55E00));
    }

    private static boolean hasColour(BufferedImage picture, int rgb) {
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xFFFFFF) == rgb) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void settingsReachTheAlgorithmByLongAndShortName() throws IOException {
        JsonNode plain = json("solve", "COMAL3", "--iterations", "50", "--json");
        JsonNode whole = json("solve", "COMAL3", "--iterations", "50", "--set", "agon.dynamics.spo.step=0.1", "--json");
        JsonNode word = json("solve", "COMAL3", "--iterations", "50", "--set", "step=0.1", "--json");
        assertEquals(whole, word);
        assertTrue(!plain.get("policy_last").equals(word.get("policy_last")));
        JsonNode tau = json("solve", "COMAL3", "--algorithm", "inpo", "--set", "tau=0.05", "--json");
        assertEquals(0.05, tau.get("tau").asDouble(), 0);
        assertTrue(tau.get("duality_gap_regularised").asDouble() < 1e-6);
    }

    @Test
    void labelsAreThoseOfTheSeed() throws IOException {
        String[] arguments = {"solve", "RPS", "--feedback", "flip:0.1", "--iterations", "50", "--json", "--seed", "3"};
        assertEquals(json(arguments), json(arguments));
        JsonNode third = json(arguments);
        arguments[8] = "4";
        assertTrue(!third.get("policy_last").equals(json(arguments).get("policy_last")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "solve comal3 | There is no game \"comal3\"; did you mean COMAL3? The games are BT, Blotto5x3,",
                "solve Hash10 --algorithm omvu | There is no algorithm \"omvu\"; did you mean omwu? The algorithms are comal,",
                "solve Hash10 --compare spo,omvu | There is no algorithm \"omvu\"; did you mean omwu? The algorithms are comal,",
                "solve zebra | There is no game \"zebra\"; it must be one of BT, Blotto5x3,",
                "solve Hash10 --algorithm spo --compare omwu | --algorithm and --compare exclude each other; give one",
                "solve Hash10 --iterations 0 | --iterations is 0 but must lie between 1 and 100000000.",
                "solve Hash10 --feedback noisy | --feedback is \"noisy\" but must be exact, bernoulli, or flip:",
                "solve Hash10 --set stepp=1 | --set agon.dynamics.spo.stepp: unknown key agon.dynamics.spo.stepp; did you mean agon.dynamics.spo.step?",
                "solve Hash10 --set step=-1 | agon.dynamics.spo.step (--set agon.dynamics.spo.step) is -1.0 but must lie between",
            })
    void badUsageIsRefusedInOneSentence(String command, String message) {
        assertEquals(ExitCodes.USAGE, agon(command.split(" ", -1)));
        String complaint = console.errors();
        assertTrue(complaint.startsWith("agon: " + message), complaint);
    }

    @Test
    void aBadCellOfAFileIsNamed() throws IOException {
        Path file = directory.resolve("bad.csv");
        Files.writeString(file, "a,b\n.5,.3\n.3,.5\n");
        refused(
                ExitCodes.INPUT,
                file + ":3, column 1: P(1 beats 0) is 0.3 and P(0 beats 1) is 0.3, but the two must sum to 1; correct"
                        + " one of them.",
                "solve",
                file.toString());
    }

    @Test
    void aMissingFileAndAPictureWithoutADirectoryAreNamed() {
        Path missing = directory.resolve("none.csv");
        refused(
                ExitCodes.INPUT,
                "The game " + missing + " is no file; name an existing CSV or JSON file.",
                "solve",
                missing.toString());
        Path picture = directory.resolve("none").resolve("p.png");
        refused(
                ExitCodes.INPUT,
                "The picture " + picture + " cannot be written; name a file in an existing directory.",
                "solve",
                "RPS",
                "--iterations",
                "5",
                "--png",
                picture.toString());
    }
}
