package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.FakeRun;
import dev.agon.actors.TrainingRun;
import dev.agon.actors.coordinator.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final Path directory;
    private final TestConsole console;

    MainTest(@TempDir Path directory) {
        this.directory = directory;
        this.console = new TestConsole(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "train",
                "pretrain",
                "generate",
                "evaluate",
                "merge",
                "solve",
                "claims",
                "inspect",
                "config",
                "config explain",
                "doctor",
                "node",
                "submit",
                "status",
                "stop",
                "chaos"
            })
    void helpGivesExamplesAndEndsWithTheExitCodes(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.remove("");
        arguments.add("--help");
        assertEquals(ExitCodes.DONE, agon(arguments.toArray(String[]::new)));
        String help = console.results();
        assertTrue(help.strip().endsWith("stopped by SIGTERM after saving"), help);
        assertTrue(help.contains("Examples:") || command.contains(" "), help);
    }

    @Test
    void helpGroupsOptionsByHowOftenTheyAreNeeded() {
        assertEquals(ExitCodes.DONE, agon("generate", "--help"));
        String help = console.results();
        List<String> inOrder = List.of(
                "Required options:",
                "--model",
                "--prompt",
                "Common options:",
                "--samples",
                "Rare options:",
                "--verbose");
        int from = help.indexOf("Required options:");
        for (String each : inOrder) {
            assertTrue(help.indexOf(each, from) >= from, help);
            from = help.indexOf(each, from);
        }
    }

    @Test
    void unknownOptionIsAUsageErrorOfOneSentence() {
        assertEquals(ExitCodes.USAGE, agon("train", "--resum"));
        assertEquals(
                "agon: Unknown option: '--resum'; did you mean --resume? See `agon train --help`.",
                console.errors().strip());
    }

    @Test
    void unknownKeyNamesTheNearestSpelling() {
        assertEquals(ExitCodes.USAGE, agon("train", "--dry-run", "--set", "agon.run.iteration=1"));
        assertTrue(console.errors().contains("did you mean agon.run.iterations?"), console.errors());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agon.run.iterations=0",
                "agon.run.name=../x",
                "agon.model.device=tpu",
                "agon.rollout.samples=1",
                "agon.algorithm.use=dnoo",
                "agon.judge.use=panle",
                "agon.evaluation.confidence=2",
                "agon.checkpoint.keep=1",
                "agon.run.stop-timeout=soon"
            })
    void valueOutOfRangeIsAConfigurationErrorThatNamesTheKey(String assignment) {
        assertEquals(ExitCodes.USAGE, agon("config", "check", "--set", assignment));
        assertTrue(console.errors().contains(assignment.substring(0, assignment.indexOf('='))), console.errors());
        assertEquals(1, console.errors().lines().count());
    }

    @Test
    void theDefaultsAreSound() {
        assertEquals(ExitCodes.DONE, agon("config", "check"), console::errors);
    }

    @Test
    void explanationShowsCommentDefaultAndOrigin() {
        assertEquals(ExitCodes.DONE, agon("config", "explain", "agon.run.seed", "--set", "agon.run.seed=9"));
        assertTrue(console.results().contains("Default:  1"), console.results());
        assertTrue(console.results().contains("Value:    9  (--set agon.run.seed)"), console.results());
    }

    @Test
    void missingModelIsAnInputError() {
        Path none = directory.resolve("none");
        assertEquals(ExitCodes.INPUT, agon("train", "--set", "agon.model.directory=" + none));
        assertTrue(console.errors().contains(none.toString()), console.errors());
    }

    @Test
    void inspectingNothingIsAnInputError() {
        assertEquals(ExitCodes.INPUT, agon("inspect", directory.toString()));
        assertEquals(ExitCodes.INPUT, agon("inspect", directory.resolve("none").toString()));
    }

    @Test
    void generateWritesTokensAndLogProbabilities() throws IOException {
        String model = model("model", 1);
        String[] command = {
            "generate", "--model", model, "--prompt", "espresso (noun):", "-n", "3", "--max-new-tokens", "5", "--json"
        };
        assertEquals(ExitCodes.DONE, agon(command), console::errors);
        String first = console.results();
        JsonNode samples = new ObjectMapper().readTree(first).path("samples");
        assertEquals(3, samples.size());
        for (JsonNode sample : samples) {
            assertTrue(sample.path("text").isTextual());
            assertTrue(sample.path("ended").isBoolean());
            assertEquals(sample.path("tokens").size(), sample.path("logprobs").size());
            assertTrue(sample.path("logprobs").get(0).asDouble() < 0);
        }
        assertEquals(ExitCodes.DONE, agon(command));
        assertEquals(first, console.results(), "the same seed gives the same answers");
    }

    @Test
    void generateDrawsFromTheTokensThatAreLeft() throws IOException {
        String model = model("model", 1);
        JsonNode likeliest = answer(model, "--temperature", "0");
        for (String option : List.of("--top-k=1", "--top-p=0.000001", "--min-p=1")) {
            assertEquals(likeliest.path("tokens"), answer(model, option).path("tokens"), option);
        }
        answer(model, "--top-k=1").path("sampling_logprobs").forEach(share -> assertEquals(0, share.asDouble()));
        String text = answer(model).path("text").asText();
        String stop = text.replaceAll("[^a-zA-Z0-9]", "").substring(0, 1);
        JsonNode stopped = answer(model, "--stop", stop, "--stop=absent");
        assertEquals(
                text.substring(0, text.indexOf(stop) + 1), stopped.path("text").asText());
        assertTrue(stopped.path("ended").asBoolean());
        for (String bad : List.of("--top-k=-1", "--top-p=0", "--min-p=1.5", "--stop=")) {
            assertEquals(ExitCodes.USAGE, agon("generate", "--model", model, "--prompt", "a", bad), bad);
            String option = bad.substring(0, bad.indexOf('='));
            assertTrue(console.errors().contains(option), console.errors());
        }
    }

    private JsonNode answer(String model, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("generate", "--model", model, "--prompt", "a", "--json"));
        line.addAll(List.of(options));
        assertEquals(ExitCodes.DONE, agon(line.toArray(String[]::new)), console::errors);
        return new ObjectMapper().readTree(console.results()).path("samples").get(0);
    }

    @Test
    void promptLongerThanTheContextIsAnInputErrorThatNamesThePrompt() {
        assertEquals(ExitCodes.INPUT, agon("generate", "--model", model("m", 1), "--prompt", "espresso ".repeat(40)));
        assertTrue(console.errors().contains("The prompt \"espresso espresso"), console.errors());
        assertTrue(console.errors().contains("context of 32"), console.errors());
    }

    @Test
    void promptIdsOutsideTheVocabularyAreRefused() {
        assertEquals(ExitCodes.USAGE, agon("generate", "--model", model("m", 1), "--prompt-ids", "1,258"));
        assertTrue(console.errors().contains("0 to 257"), console.errors());
    }

    @Test
    void evaluateComparesTwoModelsOnAFileOfPrompts() throws IOException {
        Path prompts = directory.resolve("prompts.jsonl");
        Files.writeString(
                prompts,
                """
                {"prompt": "a place"}
                {"prompt": "a strong"}
                {"prompt": "ships"}
                """);
        int code = agon(
                "evaluate",
                "--model",
                model("a", 1),
                "--against",
                model("b", 2),
                "--prompts",
                prompts.toString(),
                "--set",
                "agon.rollout.max-new-tokens=8",
                "--json");
        assertEquals(ExitCodes.DONE, code, console::errors);
        JsonNode figures = new ObjectMapper().readTree(console.results());
        assertEquals(3, figures.path("prompts").asInt());
        assertTrue(figures.path("win_rate_low").asDouble()
                <= figures.path("win_rate").asDouble());
        assertTrue(figures.path("distinct2").isNumber());
        assertTrue(figures.path("distinct2_base").isNumber());
        assertTrue(figures.path("readers").path("brief").path("win_rate").isNumber());
        assertFalse(figures.has("genus_accuracy"), "these prompts ask for no word");
    }

    @Test
    void modelsWithDifferentTokenizersAreNotCompared() {
        String model = model("a", 1);
        Path other = TinyModel.write(directory.resolve("b"), 1, List.of("ququququququququ"));
        assertEquals(ExitCodes.INPUT, agon("evaluate", "--model", model, "--against", other.toString()));
        assertTrue(console.errors().contains("have different tokenizers"), console.errors());
    }

    @Test
    void resumingARunThatDoesNotExistIsRefused() {
        String[] command = {
            "train", "--resume", "--set", "agon.run.directory=" + directory, "--set", "agon.run.name=typo"
        };
        assertEquals(ExitCodes.USAGE, agon(command));
        assertTrue(console.errors().contains("There is no run in " + directory.resolve("typo")), console.errors());
    }

    @Test
    void theChosenConfigurationNamesTheDeviceAndNotAuto() {
        ConfigOptions options = new ConfigOptions();
        options.overrides = List.of("agon.run.directory=" + directory, "agon.model.device=auto");
        String device = new RunChoice(console.context(), options, "train.conf")
                .choose(false)
                .settings("agon.model")
                .text("device");
        assertTrue(device.matches("cpu|cuda:\\d+"), device);
    }

    @Test
    void inspectTellsHowToGoOnWithARun() throws IOException {
        Path run = directory.resolve("mine");
        Files.createDirectories(run.resolve("attempt-1"));
        Files.writeString(run.resolve("config.resolved.conf"), "agon {}\n");
        Files.writeString(
                run.resolve("metrics.jsonl"),
                "{\"iteration\":0,\"time\":1.0,\"a\":1.0}\n{\"iteration\":1,\"time\":2.0,\"a\":2.0}\n");
        assertEquals(ExitCodes.DONE, agon("inspect", run.toString()), console::errors);
        assertTrue(console.results().contains("iterations   1 measured"), console.results());
        assertTrue(
                console.results()
                        .contains("agon train --resume --set agon.run.name=mine --set agon.run.directory="
                                + directory.toAbsolutePath()),
                console.results());
    }

    @Test
    void inspectKnowsAFinishedPreTraining() throws IOException {
        Path run = directory.resolve("base");
        Files.createDirectories(run.resolve("start"));
        Files.createDirectories(run.resolve("model"));
        Files.writeString(run.resolve("config.resolved.conf"), "agon {}\n");
        assertEquals(ExitCodes.DONE, agon("inspect", run.toString()), console::errors);
        assertTrue(console.results().contains("state        finished"), console.results());
        assertTrue(console.results().contains("kind         pre-training"), console.results());
    }

    @Test
    void inspectTellsWhoJudgedAPromptAndWhichUpdateLearnedFromIt() throws Exception {
        Path run = directory.resolve("run");
        RunPlan plan = FakeRun.plan(FakeRun.startingModel(directory.resolve("start")), 1, false);
        TrainingRun.start(FakeRun.setup(run, plan, 1), progress -> {})
                .finished()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertEquals(ExitCodes.DONE, agon("inspect", run.toString(), "--prompt", "TRAIN-0-1"), console::errors);
        assertTrue(console.results().startsWith("prompt TRAIN-0-1: word 1\n"), console.results());
        assertTrue(console.results().contains("judged by larger at "), console.results());
        assertTrue(
                console.results().contains("learned from in update 1, which made checkpoints/step-000001"),
                console.results());
        assertTrue(console.results().contains("by version 0, wins 0."), console.results());
        assertEquals(ExitCodes.INPUT, agon("inspect", run.toString(), "--prompt", "no such prompt"));
        assertTrue(console.errors().contains("holds no answer to a prompt \"no such prompt\""), console.errors());
    }

    @Test
    void brokenLineOfAPromptFileIsAnInputErrorThatNamesTheLine() throws IOException {
        Path prompts = directory.resolve("prompts.jsonl");
        Files.writeString(prompts, "{\"prompt\": \"a\"}\n{\"prompt\"\n");
        String model = model("a", 1);
        assertEquals(
                ExitCodes.INPUT,
                agon("evaluate", "--model", model, "--against", model, "--prompts", prompts.toString()));
        assertTrue(console.errors().contains(prompts + ":2"), console.errors());
    }

    private String model(String name, long seed) {
        return TinyModel.write(directory.resolve(name), seed).toString();
    }

    private int agon(String... arguments) {
        return console.agon(arguments);
    }
}
