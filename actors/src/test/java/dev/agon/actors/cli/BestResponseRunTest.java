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

/** A model that is trained against a frozen one finds how exploitable that is, where this is known. */
class BestResponseRunTest {
    private final Path directory;
    private final SmallRun run;

    BestResponseRunTest(@TempDir Path directory) {
        this.directory = directory;
        this.run = new SmallRun(directory);
    }

    private int game(String command, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--config",
                Path.of("..", "conf", "games", "seq-trap.conf").toString()));
        for (String setting : List.of(
                "agon.run.directory=" + directory,
                "agon.run.name=responder",
                "agon.run.iterations=5",
                "agon.task.game.game=BordaTrap",
                "agon.judge.game.feedback=exact",
                "agon.judge.best-response.judge=game",
                "agon.judge.best-response.rival=" + directory.resolve("rival"),
                "agon.model.directory=" + directory.resolve("rival"),
                "agon.algorithm.spo.reward-scale=2",
                "agon.algorithm.spo.tau=0",
                "agon.rollout.prompts=64",
                "agon.rollout.shard-prompts=32",
                "agon.rollout.max-new-tokens=1",
                "agon.learner.learning-rate=0.02",
                "agon.learner.minibatch=16",
                "agon.evaluation.validation-prompts=4",
                "agon.evaluation.test-prompts=100",
                "agon.evaluation.test-samples=8")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(options);
        return run.agon(arguments.toArray(String[]::new));
    }

    /**
     * Uniform play of BordaTrap has exploitability 0.133333 (specification of this project, section 0), which action 1
     * reaches: it wins (0.4 + 0.5 + 1) / 3 = 0.633333 of its games.
     */
    @Test
    void aTrainedResponderReachesTheExactExploitability() throws IOException {
        String rival = directory.resolve("rival").toString();
        assertEquals(ExitCodes.DONE, run.agon("solve", "BordaTrap", "--model", rival), run::errors);
        List<String> judged = List.of("--set", "agon.judge.use=best-response");
        assertEquals(ExitCodes.DONE, game("train", judged), run::errors);

        String responder =
                directory.resolve("responder/checkpoints/step-000005").toString();
        assertEquals(
                ExitCodes.DONE,
                game("evaluate", List.of("--model", responder, "--against", rival, "--json")),
                run::errors);
        JsonNode figures = new ObjectMapper().readTree(run.results());
        assertEquals(.633333, figures.path("win_rate").asDouble(), .02);
        assertTrue(figures.path("win_rate_low").asDouble() > .6, figures::toString);

        assertEquals(
                ExitCodes.DONE,
                run.agon("solve", "BordaTrap", "--model", rival + "2", "--set", "agon.solve.model.seed=2"));
        List<String> other = new ArrayList<>(judged);
        other.addAll(List.of("--resume", "--set", "agon.judge.best-response.rival=" + rival + "2"));
        assertEquals(ExitCodes.USAGE, game("train", other), "another rival is another run");
        assertTrue(run.sentence().contains("agon.judge.best-response.sha256 (was "), run::sentence);
    }

    @Test
    void aRivalThatIsMissingOrHasOtherWeightsIsRefused() {
        assertEquals(ExitCodes.INPUT, game("train", List.of("--set", "agon.judge.use=best-response")));
        assertTrue(run.sentence().contains("--set agon.judge.best-response.rival=DIR"), run::sentence);

        String rival = directory.resolve("rival").toString();
        assertEquals(ExitCodes.DONE, run.agon("solve", "BordaTrap", "--model", rival), run::errors);
        List<String> options =
                new ArrayList<>(List.of("--model", rival, "--against", rival, "--judge", "best-response"));
        assertEquals(ExitCodes.DONE, game("evaluate", options), run::errors);
        options.addAll(List.of("--set", "agon.judge.best-response.sha256=abc"));
        assertEquals(ExitCodes.INPUT, game("evaluate", options));
        assertTrue(run.sentence().contains("has other weights than the run began with"), run::sentence);
    }

    @Test
    void aRivalThatCannotReadThePromptsIsRefusedBeforeAnyWork() {
        Path rival = directory.resolve("narrow");
        TinyModel.write(rival, 2);
        run.replace(
                rival.resolve("config.json"), "\"max_position_embeddings\" : 32", "\"max_position_embeddings\" : 8");
        assertEquals(ExitCodes.INPUT, smallRunAgainst(rival));
        assertTrue(run.sentence().contains("exceeds the context of 8 of the rival in " + rival), run::sentence);
        Path stranger = directory.resolve("stranger");
        TinyModel.write(stranger, 2, List.of("word word word word"));
        assertEquals(ExitCodes.INPUT, smallRunAgainst(stranger));
        assertTrue(run.sentence().contains("name a rival that shares its tokenizer"), run::sentence);
        assertFalse(Files.exists(run.directory()));
    }

    @Test
    void aRivalThatIsAnAdapterIsRefused() {
        assertEquals(ExitCodes.DONE, run.train("--set", "agon.model.adapter.use=lora"), run::errors);
        Path adapter = run.checkpoint(1);
        run.named("next");
        assertEquals(ExitCodes.INPUT, smallRunAgainst(adapter));
        assertTrue(run.sentence().contains("merge it with its base (agon merge) first"), run::sentence);
    }

    private int smallRunAgainst(Path rival) {
        return run.train(
                "--set",
                "agon.judge.use=best-response",
                "--set",
                "agon.judge.best-response.judge=plain-text",
                "--set",
                "agon.judge.best-response.rival=" + rival);
    }
}
