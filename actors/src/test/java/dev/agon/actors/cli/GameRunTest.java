package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that play games whose answer is known, through sampler, judge, coordinator and learner. */
class GameRunTest {
    private static final String CONFIG = "conf/games/seq-trap.conf";

    private final Path directory;
    private final TestConsole console = new TestConsole(Path.of(".."));

    GameRunTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The shipped configuration with fewer answers and larger steps, and these settings over it. */
    private int train(String... settings) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--config", Path.of("..").resolve(CONFIG).toString()));
        List<String> sets = new ArrayList<>(List.of(
                "agon.run.directory=" + directory,
                "agon.run.name=short",
                "agon.run.iterations=6",
                "agon.rollout.prompts=64",
                "agon.rollout.shard-prompts=32",
                "agon.learner.minibatch=16",
                "agon.evaluation.validation-prompts=16",
                "agon.evaluation.test-prompts=16"));
        sets.addAll(List.of(settings));
        sets.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return console.agon(arguments.toArray(String[]::new));
    }

    @Test
    void aShortRunNearsTheEquilibriumAndTellsHowNearItIs() throws IOException {
        assertEquals(ExitCodes.DONE, train(), console::errors);
        JsonNode known = new ObjectMapper()
                .readTree(directory.resolve("short/result.json").toFile())
                .path("known");
        assertEquals("SEQ-TRAP", known.path("name").asText());
        JsonNode exploitability = known.path("exploitability");
        // The table of the specification of this project, section 10.
        assertEquals(.211084, exploitability.path("start").asDouble(), 2e-6);
        assertEquals(.04932, exploitability.path("answer").asDouble(), 6e-6);
        assertEquals(2.27308, known.path("kl_to_reference").path("answer").asDouble(), 6e-6);
        assertEquals(2.27308, known.path("kl_from_equilibrium").path("start").asDouble(), 6e-6);
        assertTrue(exploitability.path("last").asDouble() < .18, exploitability::toString);
        assertTrue(
                known.path("kl_from_equilibrium").path("last").asDouble() < 2.1,
                () -> known.path("kl_from_equilibrium").toString());
        assertEquals(7, known.path("per_version").size());
        assertTrue(exploitability.path("average").asDouble()
                > exploitability.path("last").asDouble());

        List<String> lines = Files.readAllLines(directory.resolve("short/metrics.jsonl"));
        assertEquals(7, lines.size());
        for (int version = 0; version < 7; version++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(version));
            assertEquals(
                    known.path("per_version")
                            .get(version)
                            .path("exploitability")
                            .asDouble(),
                    line.path("game/exploitability").asDouble());
            line.fieldNames().forEachRemaining(name -> assertFalse(name.startsWith("probe/"), name));
        }
        String table = console.results();
        assertTrue(table.contains("SEQ-TRAP, tau 0.03") && table.contains("kl to reference"), table);
        assertTrue(console.errors().contains("  exploitability 0."), console::errors);
        assertTrue(Files.readString(directory.resolve("short/report.html")).contains("Beside the known answer"));
    }

    @Test
    void answersOfAnotherLengthAreRefusedBeforeAnyWork() {
        assertEquals(ExitCodes.USAGE, train("agon.rollout.max-new-tokens=3"));
        assertEquals(
                "agon.rollout.max-new-tokens is 3 but every answer of the task game has 4 tokens; set it to 4.",
                console.sentence());
        assertFalse(Files.exists(directory.resolve("short")));
    }

    @Test
    void aModelThatCannotWriteTheAnswersIsRefused() {
        assertEquals(ExitCodes.INPUT, train("agon.task.game.game=RPS", "agon.rollout.max-new-tokens=1"));
        assertTrue(
                console.sentence()
                        .contains("cannot write the answer \"rock\" of the task game in 1 tokens; take one"
                                + " that was written by agon solve GAME --model DIR for this game."),
                console::sentence);
    }

    @Test
    void aGameThatIsPlayedBelongsToTheRun() {
        assertEquals(ExitCodes.DONE, train("agon.run.iterations=1"), console::errors);
        assertEquals(
                ExitCodes.USAGE,
                console.agon(
                        "train",
                        "--resume",
                        "--set",
                        "agon.run.directory=" + directory,
                        "--set",
                        "agon.run.name=short",
                        "--set",
                        "agon.game.SEQ-TRAP.quality-weight=2"));
        assertTrue(console.sentence().contains("agon.game.SEQ-TRAP.quality-weight"), console::sentence);
    }

    @Test
    void solveWritesTheModelThatItsTaskStartsFrom() {
        String model = directory.resolve("rps").toString();
        assertEquals(ExitCodes.DONE, console.agon("solve", "RPS", "--model", model));
        assertEquals(
                ExitCodes.DONE,
                train(
                        "agon.task.game.game=RPS",
                        "agon.run.iterations=1",
                        "agon.rollout.max-new-tokens=1",
                        "agon.model.directory=" + model),
                console::errors);
        assertTrue(console.results().contains("scissors"), console::results);
    }

    @Test
    void aRewardModelIsFittedToCollectedComparisonsAndKnowsNothingOfTheGame() throws IOException {
        String start = Path.of("..", "conf", "games", "strings").toString();
        Path collected = directory.resolve("collected.jsonl");
        assertEquals(
                ExitCodes.DONE,
                console.agon(
                        "evaluate",
                        "--config",
                        Path.of("..").resolve(CONFIG).toString(),
                        "--model",
                        start,
                        "--against",
                        start,
                        "--comparisons",
                        collected.toString(),
                        "--count",
                        "20",
                        "--set",
                        "agon.evaluation.test-samples=8"),
                console::errors);
        List<String> lines = Files.readAllLines(collected);
        // Twenty groups of sixteen answers have 2,400 pairs, a few of them of equal answers.
        assertTrue(lines.size() > 2_300 && lines.size() <= 2_400, () -> lines.size() + " lines");
        assertTrue(lines.get(0).startsWith("{\"prompt\":\"play:\",\"chosen\":\""), lines.get(0));
        assertEquals(
                ExitCodes.DONE,
                train(
                        "agon.run.iterations=1",
                        "agon.judge.use=bradley-terry",
                        "agon.judge.bradley-terry.file=" + collected),
                console::errors);
        JsonNode result = new ObjectMapper()
                .readTree(directory.resolve("short/result.json").toFile());
        assertEquals(0, result.path("cyclic_share").asDouble(), "a reward has no circles");
        assertEquals(
                .211084,
                result.path("known").path("exploitability").path("start").asDouble(),
                2e-6);
    }

    @Test
    void aModelThatCannotBeWrittenIsRefused() {
        String model = directory.resolve("none").toString();
        assertEquals(
                ExitCodes.USAGE,
                console.agon("solve", "SEQ-CYC", "--model", model, "--set", "agon.solve.model.hidden-size=8"));
        assertTrue(
                console.sentence().contains("agon.solve.model.hidden-size")
                        && console.sentence().contains("at least 11"),
                console::sentence);
        assertEquals(ExitCodes.USAGE, console.agon("solve", "SEQ-CYCLE", "--model", model));
        assertTrue(console.sentence().contains("did you mean SEQ-CYC?"), console::sentence);
        assertEquals(ExitCodes.USAGE, console.agon("solve", "SEQ-CYC", "--model", model, "--algorithm", "spo"));
        assertTrue(console.sentence().contains("plays nothing"), console::sentence);
        assertFalse(Files.exists(directory.resolve("none")));
    }
}
