package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that learn from the written answers of a file, through sampler, judge, ledger and learner. */
class WrittenAnswersTest {
    private final SmallRun run;

    WrittenAnswersTest(@TempDir Path home) {
        this.run = new SmallRun(home);
    }

    private void answer(String field, String answer) {
        SmallRun.write(
                run.prompts(),
                IntStream.range(0, 40)
                        .mapToObj(i -> "{\"prompt\": \"word " + i + "\", \"" + field + "\": \"" + answer + "\"}\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void spinMakesTheWrittenAnswersLikelier() throws IOException {
        answer("answer", " a ship");
        run.replace(run.config(), "iterations = 1", "iterations = 4");
        run.replace(run.config(), "minibatch = 2", "minibatch = 4, learning-rate = 0.01");
        assertEquals(ExitCodes.DONE, run.train("--set", "agon.algorithm.use=spin"), run::errors);
        List<String> lines = Files.readAllLines(run.directory().resolve("metrics.jsonl"));
        double first = logP(lines.get(1));
        double last = logP(lines.get(lines.size() - 1));
        assertTrue(first < -10 && last > first + 2, first + " -> " + last);

        assertEquals(
                ExitCodes.DONE,
                run.agon("inspect", run.directory().toString(), "--prompt", firstTrained()),
                run::errors);
        assertTrue(run.results().contains("  4  a ship"), run.results());
        assertTrue(run.results().contains("written, scored by version "), run.results());
    }

    private static double logP(String line) throws IOException {
        JsonNode metrics = new ObjectMapper().readTree(line);
        return metrics.path("logps/chosen").asDouble();
    }

    /** A prompt that the run learned from; every self-play prompt comes up within four iterations. */
    private String firstTrained() {
        for (int i = 0; i < 40; i++) {
            if (run.agon("inspect", run.directory().toString(), "--prompt", "word " + i) == ExitCodes.DONE
                    && run.results().contains("learned from in update")) {
                return "word " + i;
            }
        }
        throw new AssertionError("no prompt was learned from");
    }

    @Test
    void dnoRanksTheWrittenAnswersAmongThePolicysOwn() throws IOException {
        answer("reference", " a place where ships stop");
        String[] settings = {
            "--set", "agon.algorithm.use=dno",
            "--set", "agon.algorithm.dno.written-answers=true",
            "--set", "agon.algorithm.dno.minimum-margin=0",
            "--set", "agon.task.prompts.answer=reference"
        };
        assertEquals(ExitCodes.DONE, run.train(settings), run::errors);
        List<String> lines = Files.readAllLines(run.directory().resolve("metrics.jsonl"));
        assertTrue(lines.get(1).contains("\"rewards/margins\""), lines.get(1));
    }

    @ParameterizedTest
    @CsvSource({"spin", "dno"})
    void withoutAnyAnswerNothingIsBegun(String algorithm) {
        assertEquals(
                ExitCodes.USAGE,
                run.train(
                        "--set",
                        "agon.algorithm.use=" + algorithm,
                        "--set",
                        "agon.algorithm.dno.written-answers=true"));
        assertEquals(
                "The algorithm learns from written answers but no self-play prompt of the task prompts has one; use a"
                        + " task that has them (agon.task.use = prompts with an answer in each line of its file) or"
                        + " another agon.algorithm.use.",
                run.sentence());
        assertFalse(Files.exists(run.directory()));
    }

    @Test
    void aPromptWithoutAnAnswerIsNamedWhereEachNeedsOne() throws IOException {
        answer("answer", " a ship");
        String mended = Files.readString(run.prompts());
        for (int i = 0; i < 40; i += 2) {
            mended = mended.replace(
                    "{\"prompt\": \"word " + i + "\", \"answer\": \" a ship\"}", "{\"prompt\": \"word " + i + "\"}");
        }
        SmallRun.write(run.prompts(), mended);
        assertEquals(ExitCodes.INPUT, run.train("--set", "agon.algorithm.use=spin"));
        assertTrue(
                run.sentence().startsWith("The algorithm learns from a written answer to each prompt but prompts/")
                        && run.sentence().endsWith("has none; give it one or take it out."),
                run::sentence);
        assertEquals(
                ExitCodes.DONE,
                run.train("--set", "agon.algorithm.use=dno", "--set", "agon.algorithm.dno.written-answers=true"),
                run::errors);
    }

    @Test
    void anAnswerLongerThanTheContextIsNamed() {
        answer("answer", " this answer has many more letters than the context has room for");
        assertEquals(ExitCodes.INPUT, run.train("--set", "agon.algorithm.use=spin"));
        assertTrue(
                run.sentence().startsWith("The written answer to the prompt prompts/")
                        && run.sentence().contains("exceeds the model's context of 32; shorten it or leave it out."),
                run::sentence);
    }
}
