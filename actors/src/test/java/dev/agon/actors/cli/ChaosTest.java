package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code agon chaos} with real processes, few and short; {@link ChaosDrillTest} has the long drills. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program of the nodes is a shell script here")
class ChaosTest {
    private final SmallRun run;

    ChaosTest(@TempDir Path home) throws IOException {
        this.run = new SmallRun(home);
        TestLauncher.install(home);
    }

    @Test
    void aClusterWhoseProcessesAreKilledArrivesAtTheWeightsOfOneProcess() {
        String[] drill = {
            "chaos",
            "--config",
            run.config().toString(),
            "--kills",
            "4",
            "--seed",
            "3",
            "--rollouts",
            "1",
            "--pause",
            "0.5",
            "--set",
            "agon.run.iterations=40",
            "--set",
            "agon.schedule=overlapped",
            "--set",
            "agon.algorithm.spo.queue.iterations=8"
        };

        assertEquals(ExitCodes.DONE, run.agon(drill), run.errors());

        assertTrue(run.results().contains("The weights are the same."), run.results());
        assertTrue(run.results().contains("none lost, none twice, all equal; 40 updates"), run.results());
        assertEquals(
                4, run.errors().lines().filter(line -> line.contains(" while ")).count(), run.errors());
    }
}
