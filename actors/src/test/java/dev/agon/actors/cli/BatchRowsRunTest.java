package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run in which only some answers of a unit decode together. */
class BatchRowsRunTest {
    @TempDir
    private Path home;

    @Test
    void theWeightsDoNotDependOnWhoDrawsWhat() throws IOException {
        SmallRun run = new SmallRun(home);
        String alone = trained(run, 1);
        run.named("together");
        assertEquals(alone, trained(run, 2));
    }

    /** The digest of the final weights, with one prompt's answers at a time. */
    private static String trained(SmallRun run, int workers) throws IOException {
        int code = run.train(
                "--set", "agon.rollout.batch-rows=4",
                "--set", "agon.rollout.shard-prompts=2",
                "--set", "agon.rollout.workers=" + workers);
        assertEquals(ExitCodes.DONE, code, run::errors);
        return new ObjectMapper()
                .readTree(run.directory().resolve("result.json").toFile())
                .path("final_sha256")
                .asText();
    }
}
