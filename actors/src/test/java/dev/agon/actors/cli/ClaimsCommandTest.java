package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.claim.Claim;
import dev.agon.actors.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimsCommandTest {
    private static final Path OURS =
            Path.of("..", "conf", "claims").toAbsolutePath().normalize();

    private static final String TINY =
            """
            agon.claim {
              title = "SPO's average converges on a cycle"
              games = [COMAL3]
              seeds = 3
              passes = [100, 400]
              tuning { game = Rater3, seeds = 2 }
              methods = [
                { name = spo, algorithm = spo, policy = average, grid { step = [0.1, 0.5] } }
                { name = rm, algorithm = iterated-rm, grid { tau = [0.1, 0.5] } }
              ]
              checks = [
                { says = converges, method = spo, at-most = 0.1 }
                { says = faster, method = spo, against = rm, statistic = area, at-most = 0 }
              ]
            }
            """;

    private final Path directory;
    private final TestConsole console;

    ClaimsCommandTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.console = new TestConsole(directory);
        Files.createDirectories(directory.resolve("conf/claims"));
        Files.writeString(directory.resolve("conf/claims/tiny.conf"), TINY);
    }

    @Test
    void aClaimIsTriedFromItsFileToTableAndPicture() throws IOException {
        Path picture = directory.resolve("tiny.png");
        assertEquals(ExitCodes.DONE, console.agon("claims", "tiny", "--png", picture.toString()), console::errors);
        String table = console.results();
        assertTrue(table.startsWith("SPO's average converges on a cycle"), table);
        assertTrue(table.contains("Tuned on Rater3, 2 seeds a setting"), table);
        assertTrue(table.contains("COMAL3, exploitability after at most 1,200 comparisons"), table);
        assertTrue(table.lines().anyMatch(line -> line.startsWith("| converges ") && line.contains("| holds")), table);
        assertNotNull(ImageIO.read(picture.toFile()));
    }

    @Test
    void jsonHasTheNumbersOfEverySeed() throws IOException {
        assertEquals(ExitCodes.DONE, console.agon("claims", "tiny", "--seeds", "4", "--seed", "9", "--json"));
        JsonNode node = new ObjectMapper().readTree(console.results());
        JsonNode plays = node.get("games").get(0).get("plays");
        assertEquals(2 * 4 * 2, plays.size());
        assertEquals(9, plays.get(0).get("seed").asLong());
        assertEquals(300, plays.get(0).get("queries").asLong());
        assertTrue(plays.get(0).get("exploitability_average").isNumber());
        assertEquals(2, node.get("methods").get(0).get("tuning").size());
        assertEquals("holds", node.get("checks").get(0).get("verdict").asText());
    }

    @Test
    void withoutANameTheClaimsAreListed() {
        assertEquals(ExitCodes.DONE, console.agon("claims"));
        assertEquals(
                "tiny                 SPO's average converges on a cycle",
                console.results().strip());
    }

    @Test
    void anUnknownClaimIsAnsweredWithTheNearest() {
        assertEquals(ExitCodes.USAGE, console.agon("claims", "tinny"));
        assertEquals(
                "There is no claim \"tinny\"; did you mean tiny? The claims are tiny (or a file that ends in .conf).",
                console.sentence());
    }

    @Test
    void aMissingFileIsNamed() {
        assertEquals(ExitCodes.INPUT, console.agon("claims", "missing.conf"));
        assertEquals(
                "The claim missing.conf is no file; name an existing HOCON file or one of tiny.", console.sentence());
    }

    static Stream<String> ours() throws IOException {
        try (Stream<Path> files = Files.list(OURS)) {
            return files.map(Path::toString).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void everyClaimOfOursCanBeTriedAndFollowsTheProtocol(String file) {
        Claim claim = Claim.of(new ConfigLoader(Map.of(), OURS.resolve("../.."))
                .file(Path.of(file))
                .load());
        assertTrue(claim.seeds() >= 10, "at least ten seeds");
        assertTrue(!claim.title().isBlank() && !claim.checks().isEmpty(), "a claim and what should hold");
        assertEquals(
                List.of(),
                claim.checks().stream().filter(check -> check.says().isBlank()).toList());
    }
}
