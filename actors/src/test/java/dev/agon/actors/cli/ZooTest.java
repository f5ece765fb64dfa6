package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.decoder.MarkovWeights;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.WordVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agon evaluate} with several models. */
class ZooTest {
    private static final List<String> ACTIONS = List.of("rock", "paper", "scissors");

    private final Path directory;
    private final SmallRun run;

    ZooTest(@TempDir Path directory) {
        this.directory = directory;
        this.run = new SmallRun(directory);
    }

    /** A model that always answers "play:" with one action. */
    private String player(int action) {
        List<String> words = new ArrayList<>(ACTIONS);
        words.add("play:");
        WordVocabulary vocabulary = new WordVocabulary(words);
        ModelConfig config = ModelConfig.llama(
                vocabulary.size(), 8, 8, 1, 1, 1, 8, 1e-5, 10_000, 4, false, -1, vocabulary.endToken());
        double[][] logP = new double[vocabulary.size()][vocabulary.size()];
        for (double[] row : logP) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
            row[action] = 0;
        }
        Path model = directory.resolve(ACTIONS.get(action));
        new ModelDirectoryWriter(config, vocabulary.files())
                .write(model, MarkovWeights.weights(config, logP, 1), DType.F32);
        return model.toString();
    }

    private int evaluate(String... options) {
        List<String> arguments = new ArrayList<>(List.of("evaluate"));
        for (String setting : List.of(
                "agon.task.use=game",
                "agon.task.game.game=RPS",
                "agon.judge.use=game",
                "agon.judge.game.feedback=exact",
                "agon.rollout.max-new-tokens=1",
                "agon.rollout.shard-prompts=4",
                "agon.evaluation.test-samples=2")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(options));
        return run.agon(arguments.toArray(String[]::new));
    }

    @Test
    void threeWhoPlayRockPaperAndScissorsAreEquals() throws IOException {
        String[] command = {
            "--model", player(0), "--against", player(1), "--against", player(2), "--count", "6", "--json"
        };
        assertEquals(ExitCodes.DONE, evaluate(command), run::errors);
        String first = run.results();
        JsonNode figures = new ObjectMapper().readTree(first);
        assertEquals(6, figures.path("prompts").asInt());
        for (int model = 0; model < 3; model++) {
            JsonNode standing = figures.path("models").get(model);
            assertEquals(1 / 3.0, standing.path("nash_share").asDouble(), 1e-7);
            assertEquals(.5, standing.path("win_rate_against_nash").asDouble(), 1e-7);
            assertEquals((model + 1) % 3, standing.path("worst_against").asInt());
            assertEquals(0, standing.path("worst_win_rate").asDouble(), 1e-9);
            assertEquals(.5, standing.path("exploitability_bound").asDouble(), 1e-9);
            JsonNode next = figures.path("payoff").get((model + 1) % 3).get(model);
            assertEquals(1, next.path("win_rate_low").asDouble(), 1e-9);
            // What a chain never says has the log-probability -30.
            assertEquals(30, figures.path("divergence").get(0).get(1).path("kl").asDouble(), .01);
        }
        assertEquals(1, figures.path("cyclic_share").path("share").asDouble());
        assertTrue(figures.path("cyclic_share").path("above").asBoolean());
        assertEquals(1, figures.path("hodge_share").path("share").asDouble(), 1e-9);

        assertEquals(ExitCodes.DONE, evaluate(command), run::errors);
        assertEquals(first, run.results(), "the same seed gives the same figures");
        assertEquals(ExitCodes.DONE, evaluate(Arrays.copyOf(command, command.length - 1)), run::errors);
        assertTrue(run.results().contains("exceeded: more than an order"), run::results);
        assertTrue(run.results().contains("0.333 (0.333-0.333)"), run::results);
    }

    /** Exact: a player that draws among three, and one that always says the same. */
    @Test
    void twoModelsAreMeasuredInBothDirections() throws IOException {
        String even = directory.resolve("even").toString();
        assertEquals(ExitCodes.DONE, run.agon("solve", "RPS", "--model", even, "--set", "agon.solve.model.seed=1"));
        assertEquals(
                ExitCodes.DONE,
                evaluate("--model", player(0), "--against", even, "--count", "50", "--json"),
                run::errors);
        JsonNode figures = new ObjectMapper().readTree(run.results());
        assertEquals(Math.log(3), figures.path("kl").asDouble(), 1e-4);
        assertEquals(Math.log(3), figures.path("kl_high").asDouble(), 1e-4);
        // Of the answers of the first, rock has log 1/3 - log 1 and the others log 1/3 + 30.
        assertEquals(20 - Math.log(3), figures.path("kl_reverse").asDouble(), 3);
        assertTrue(figures.path("kl_reverse_low").asDouble()
                < figures.path("kl_reverse").asDouble());
    }

    @Test
    void aRunsStartAndCheckpointsAreAZoo() throws IOException {
        assertEquals(ExitCodes.DONE, run.train(), run::errors);
        String runDirectory = run.directory().toString();
        assertEquals(ExitCodes.DONE, run.agon("evaluate", "--zoo", runDirectory, "--json"), run::errors);
        JsonNode figures = new ObjectMapper().readTree(run.results());
        assertEquals(2, figures.path("prompts").asInt(), "the run's own configuration holds");
        assertEquals(2, figures.path("models").size());
        assertEquals(
                run.model().toString(),
                figures.path("models").get(0).path("model").asText());
        assertEquals(
                run.checkpoint(1).toString(),
                figures.path("models").get(1).path("model").asText());
        double shares = figures.path("models").get(0).path("nash_share").asDouble()
                + figures.path("models").get(1).path("nash_share").asDouble();
        assertEquals(1, shares, 1e-9);
    }

    @Test
    void tooFewModelsOrPromptsAndWrongRunsAreRefused() throws IOException {
        assertEquals(ExitCodes.USAGE, run.agon("evaluate"));
        assertTrue(run.sentence().startsWith("No model is named"), run::sentence);
        assertEquals(
                ExitCodes.USAGE, run.agon("evaluate", "--model", run.model().toString()));
        assertTrue(run.sentence().contains("--against"), run::sentence);
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertEquals(ExitCodes.INPUT, run.agon("evaluate", "--zoo", empty.toString()));
        assertTrue(run.sentence().contains("holds no run"), run::sentence);
        String rock = player(0);
        assertEquals(ExitCodes.USAGE, evaluate("--model", rock, "--against", rock, "--against", rock, "--count", "1"));
        assertTrue(run.sentence().contains("raise --count"), run::sentence);
    }
}
