package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input at the command line: one sentence with place, value and cure, the exit code, and nothing left behind. */
class BadInputTest {
    private final SmallRun run;

    BadInputTest(@TempDir Path home) {
        this.run = new SmallRun(home);
    }

    @Test
    void unknownKeyOfAFileNamesLineAndNearestSpelling() {
        run.replace(run.config(), "run.iterations = 1", "run.iteration = 1");
        refused(
                ExitCodes.USAGE,
                run.config() + ":3: unknown key agon.run.iteration; did you mean agon.run.iterations?");
    }

    @Test
    void unknownKeyOfAnOptionNamesOptionAndNearestSpelling() {
        refused(
                ExitCodes.USAGE,
                "--set agon.run.sede: unknown key agon.run.sede; did you mean agon.run.seed?",
                "--set",
                "agon.run.sede=7");
    }

    @Test
    void keysOfTheActorSystemAreNoneOfOurs() {
        refused(
                ExitCodes.USAGE,
                "--set pekko.loglevel: unknown key pekko.loglevel; see `agon config show` for the keys that exist.",
                "--set",
                "pekko.loglevel=DEBUG");
    }

    @Test
    void valueOutOfRangeNamesLineAndRange() {
        run.replace(run.config(), "run.iterations = 1", "run.iterations = 0");
        refused(
                ExitCodes.USAGE,
                "agon.run.iterations (" + run.config() + ":3) is 0 but must lie between 1 and 1000000.");
    }

    @Test
    void aCriticKeepsAllLayers() {
        refused(
                ExitCodes.USAGE,
                "agon.model.checkpointing is layers but an algorithm with a critic keeps all layers; set it to none or"
                        + " choose another agon.algorithm.use.",
                "--set",
                "agon.algorithm.use=ppo",
                "--set",
                "agon.model.checkpointing=layers");
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        Files.delete(run.weights());
        refused(
                ExitCodes.INPUT,
                run.model() + " lacks model.safetensors; give the directory of a complete Hugging Face model.");
    }

    @Test
    void truncatedWeightsAreNamed() throws IOException {
        try (FileChannel file = FileChannel.open(run.weights(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1000);
        }
        refused(
                ExitCodes.INPUT,
                run.weights() + " ends tensor model.layers.0.mlp.down_proj.weight at byte 25856 of its data but"
                        + " holds only 24920; it is cut off; fetch or write it again.");
    }

    @Test
    void weightsThatAreNoNumbersAreNamed() throws IOException {
        try (FileChannel file = FileChannel.open(run.weights(), StandardOpenOption.WRITE)) {
            ByteBuffer nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            file.write(nan.putFloat(0, Float.NaN), file.size() - 4);
        }
        refused(
                ExitCodes.INPUT,
                run.weights()
                        + ": element 15 of tensor model.norm.weight is NaN; use weights that are finite numbers, such"
                        + " as an earlier checkpoint.");
    }

    @Test
    void tokenizerOfAnotherModelIsRefused() {
        String text = "espresso (noun): a strong coffee, espresso (noun): a strong coffee";
        ModelDirectoryWriter.writeTokenizer(
                run.model(),
                BpeTrainer.train(List.of(text), 264, List.of("<|end|>")).files("<|end|>"));
        refused(
                ExitCodes.INPUT,
                run.model() + ": tokenizer.json has token ids up to 263 but config.json has a vocab_size of 258; use"
                        + " the tokenizer that the model was trained with.");
    }

    @Test
    void deviceThatIsNotThereIsNamed() {
        refused(
                ExitCodes.INPUT,
                "The device \"cuda:99\" is not there, since the engine finds ",
                "--set",
                "agon.model.device=cuda:99");
    }

    @Test
    void brokenLineOfADataSetIsNamedAndTheMendedOneTrains() {
        run.replace(run.prompts(), "\"word 2\"}", "\"word 2\"");
        refused(ExitCodes.INPUT, run.prompts() + ":3: the line is no JSON (");
        run.replace(run.prompts(), "\"word 2\"", "\"word 2\"}");
        assertEquals(ExitCodes.DONE, run.train(), run::errors);
        assertTrue(Files.exists(run.checkpoint(1)));
    }

    @Test
    void emptyDataSetIsNamed() {
        SmallRun.write(run.prompts(), "\n");
        refused(
                ExitCodes.INPUT,
                "The prompt file " + run.prompts()
                        + " is empty; it needs one JSON object a line, {\"prompt\": \"...\"}.");
    }

    @Test
    void promptLongerThanTheContextIsQuoted() {
        run.replace(run.prompts(), "word 7", "a word that is longer than all");
        refused(ExitCodes.INPUT, "The prompt prompts/");
        assertTrue(
                run.sentence()
                        .endsWith(
                                "(\"a word that is longer than all\") has 30 tokens, which with 8 new ones exceeds the"
                                        + " model's context of 32; shorten the prompt or lower agon.rollout.max-new-tokens."),
                run::sentence);
    }

    @Test
    void aTaskWithoutTextCannotBePretrainedOn() {
        assertEquals(
                ExitCodes.INPUT, run.agon("pretrain", "--config", run.config().toString()));
        assertTrue(run.sentence().endsWith("pretrain with --set agon.task.use=definitions."), run::sentence);
        assertFalse(Files.exists(run.directory()));
    }

    @Test
    void aRefusedPretrainingLeavesItsNameToTheCorrectedOne() {
        SmallRun.write(
                run.config(),
                """
                agon {
                  run { name = small, directory = "%s" }
                  task { use = few-texts, few-texts { class = %s } }
                  pretrain { vocab-size = 260, hidden-size = 16, intermediate-size = 32, layers = 1 }
                  pretrain { heads = 2, key-value-heads = 1, head-size = 8, epochs = 1 }
                }
                """
                        .formatted(run.directory().getParent(), FewTexts.class.getName()));
        assertEquals(ExitCodes.INPUT, pretrain("--set", "agon.model.device=cuda:99"), run::errors);
        assertFalse(Files.exists(run.directory()));
        assertEquals(
                ExitCodes.USAGE,
                pretrain(
                        "--set",
                        "agon.pretrain.batch-tokens=1000000000",
                        "--set",
                        "agon.pretrain.micro-batch-tokens=1000000000"),
                run::errors);
        assertTrue(
                run.sentence()
                        .matches("The run may need [\\d.]+ GB of memory but this machine has [\\d.]+ GB for it; the"
                                + " largest parts are activations of \\d+ micro-batches .*; lower"
                                + " agon.pretrain.micro-batch-tokens, or set agon.model.checkpointing=layers, or .*"),
                run::sentence);
        assertFalse(Files.exists(run.directory()));
        assertEquals(ExitCodes.INPUT, pretrain("--set", "agon.pretrain.context-length=8"), run::errors);
        assertEquals(
                "Pre-training found 0 training and 0 validation texts that fit the context of 8 tokens but needs at"
                        + " least one of each; raise agon.pretrain.context-length.",
                run.sentence());
        assertFalse(Files.exists(run.directory()));
        assertEquals(ExitCodes.DONE, pretrain(), run::errors);
    }

    @Test
    void anIterationOfMorePromptsThanThereAreIsRefused() {
        refused(
                ExitCodes.INPUT,
                "The task has 11 self-play prompts, fewer than the 100 of one iteration; lower agon.rollout.prompts.",
                "--set",
                "agon.rollout.prompts=100");
    }

    @Test
    void runDirectoryOfAnotherConfigurationIsRefused() {
        assertEquals(ExitCodes.DONE, run.train(), run::errors);
        assertEquals(ExitCodes.USAGE, run.train("--resume", "--set", "agon.run.seed=2"));
        assertEquals(
                "Run directory " + run.directory() + " belongs to another configuration: agon.run.seed (was 1, now 2);"
                        + " restore these values to resume it, or start a new run with --set agon.run.name=NEW.",
                run.sentence());
        assertEquals(ExitCodes.USAGE, run.train());
        assertEquals(
                "Run directory " + run.directory() + " already holds a run; continue it with --resume, or start"
                        + " another with --set agon.run.name=NEW.",
                run.sentence());
        assertEquals(ExitCodes.DONE, run.train("--resume"), run::errors);
    }

    private int pretrain(String... options) {
        return run.agon(
                Stream.concat(Stream.of("pretrain", "--config", run.config().toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    /** The command is refused with this beginning of its sentence, and makes no run directory. */
    private void refused(int code, String sentence, String... options) {
        assertEquals(code, run.train(options), run::errors);
        assertTrue(run.sentence().startsWith(sentence), run::sentence);
        assertEquals(1, run.errors().lines().count(), run::errors);
        assertFalse(Files.exists(run.directory()));
    }
}
