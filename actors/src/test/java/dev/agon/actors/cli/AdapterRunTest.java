package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that train an adapter, and what the commands do with adapters. */
class AdapterRunTest {
    private static final String ADAPTER = "agon.model.adapter.use=lora";
    private static final String RANK = "agon.model.adapter.lora.rank=2";

    private final Path home;
    private final SmallRun run;

    AdapterRunTest(@TempDir Path home) {
        this.home = home;
        this.run = new SmallRun(home);
    }

    @Test
    void aRunWithAnAdapterPublishesTheAdapterAloneWhichEveryCommandTakes() throws IOException {
        String base = Sha256.ofFile(run.weights());
        done("train", "--config", run.config().toString(), "--set", ADAPTER, "--set", RANK);
        Path adapter = run.checkpoint(1);
        assertTrue(run.results().contains("win rate"), run.results());
        assertFalse(Files.exists(adapter.resolve("model.safetensors")));
        assertFalse(Files.exists(adapter.resolve("tokenizer.json")));
        // Rank 2 for queries (16, 16) and values (8, 16); the network has 5,600 weights.
        long trained = 2 * (16 + 16 + 8 + 16);
        assertTrue(Files.size(adapter.resolve("adapter_model.safetensors")) < 4 * trained + 600);
        assertTrue(Files.size(adapter.resolve("optimizer.safetensors")) < 8 * trained + 1600);
        assertEquals(base, Sha256.ofFile(run.weights()));

        done("inspect", adapter.toString());
        assertTrue(run.results().contains("parameters   112\n"), run.results());
        assertTrue(run.results().contains("modules      2: q_proj, v_proj\n"), run.results());
        assertTrue(run.results().contains("base sha256  " + base + "\n"), run.results());

        Path merged = home.resolve("merged");
        done("merge", adapter.toString(), "--output", merged.toString());
        assertTrue(run.results().contains(Sha256.ofFile(merged.resolve("model.safetensors"))), run.results());
        assertEquals(answers(adapter), answers(merged), "merged");
        assertFalse(answers(adapter).equals(answers(run.model())), "the adapter has learned nothing");
        done(
                "evaluate",
                "--config",
                run.config().toString(),
                "--model",
                adapter.toString(),
                "--against",
                run.model().toString());
        assertTrue(run.results().contains("win rate"), run.results());
    }

    @Test
    void anAdapterOfAnotherBaseIsRefusedAndItsOwnMayBeNamed() throws IOException {
        done("train", "--config", run.config().toString(), "--set", ADAPTER);
        String adapter = run.checkpoint(1).toString();
        String digest = Sha256.ofFile(run.weights());
        Path moved = home.resolve("moved");
        Files.move(run.model(), moved);
        Path other = TinyModel.write(run.model(), 2);
        refused(
                ExitCodes.INPUT,
                "The adapter in " + adapter + " was trained on weights with the SHA-256 " + digest + ", but those in "
                        + other + " have " + Sha256.ofFile(run.weights()) + "; use the base that it was trained on.",
                "generate",
                "--model",
                adapter,
                "--prompt",
                "word");
        done("generate", "--model", adapter, "--base", moved.toString(), "--prompt", "word");
        String output = home.resolve("merged").toString();
        done("merge", adapter, "--base", moved.toString(), "--output", output);
        refused(
                ExitCodes.INPUT,
                "--output is " + output + ", which exists; name a new directory.",
                "merge",
                adapter,
                "--output",
                output);
        refused(
                ExitCodes.INPUT,
                output + " holds no adapter (adapter_config.json, adapter_model.safetensors); name a directory that"
                        + " does.",
                "merge",
                output,
                "--output",
                home.resolve("twice").toString());
        refused(
                ExitCodes.USAGE,
                "--base is " + moved + " but " + output + " holds no adapter; leave --base out.",
                "generate",
                "--model",
                output,
                "--base",
                moved.toString(),
                "--prompt",
                "word");
        refused(
                ExitCodes.INPUT,
                adapter
                        + " holds an adapter, where a whole model is needed; merge it with its base (agon merge) first.",
                "train",
                "--config",
                run.config().toString(),
                "--set",
                "agon.model.directory=" + adapter,
                "--set",
                "agon.run.name=next");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lora.target-modules=[q_proj,x_proj]|agon.model.adapter.lora.target-modules names x_proj, which is no matrix"
                        + " of the model in MODEL; choose among down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj,"
                        + " v_proj.",
                "lora.target-modules=[]|agon.model.adapter.lora.target-modules (--set"
                        + " agon.model.adapter.lora.target-modules) is [] but must name at least one module, each once.",
                "lora.dropout=1|agon.model.adapter.lora.dropout (--set agon.model.adapter.lora.dropout) is 1.0 but must lie"
                        + " between 0.0 and 0.99.",
                "lora.rank=0|agon.model.adapter.lora.rank (--set agon.model.adapter.lora.rank) is 0 but must lie between 1"
                        + " and 65536.",
                "use=dora|agon.model.adapter.use (--set agon.model.adapter.use) is \"dora\" but must be one of none, lora."
            })
    void aWrongConfigurationIsRefused(String setting, String message) {
        List<String> sets = List.of(ADAPTER, "agon.model.adapter." + setting);
        refused(
                ExitCodes.USAGE,
                message.replace("MODEL", run.model().toString()),
                "train",
                "--config",
                run.config().toString(),
                "--set",
                sets.get(0),
                "--set",
                sets.get(1));
        assertFalse(Files.exists(run.directory()));
    }

    private String answers(Path model) {
        done(
                "generate",
                "--model",
                model.toString(),
                "--prompt-ids",
                "5,9,70",
                "--max-new-tokens",
                "20",
                "-n",
                "20",
                "--json");
        return run.results().substring(run.results().indexOf("\"samples\""));
    }

    private void done(String... arguments) {
        assertEquals(ExitCodes.DONE, run.agon(arguments), run::errors);
    }

    private void refused(int code, String message, String... arguments) {
        assertEquals(code, run.agon(arguments), run::errors);
        assertEquals(message, run.sentence());
    }
}
