package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private final Path runs;

    RunDirectoryTest(@TempDir Path runs) {
        this.runs = runs;
    }

    @Test
    void aResumedRunOpensANewAttempt() {
        Path directory = runs.resolve("a");
        try (RunDirectory run = RunDirectory.open(directory, config("agon.run.seed=1"), false)) {
            assertEquals(directory.resolve("attempt-1"), run.attempt());
            assertFalse(run.resumed());
        }
        try (RunDirectory run = RunDirectory.open(directory, config("agon.run.seed=1"), true)) {
            assertEquals(directory.resolve("attempt-2"), run.attempt());
            assertTrue(run.resumed());
        }
    }

    @Test
    void aRunIsNotOverwritten() {
        RunDirectory.open(runs.resolve("a"), config("agon.run.seed=1"), false).close();
        String message = failure(runs.resolve("a"), config("agon.run.seed=1"), false);
        assertTrue(message.contains("--resume"), message);
        assertTrue(message.contains("--set agon.run.name="), message);
    }

    @Test
    void anotherConfigurationIsRefusedNamingTheKeysThatDiffer() {
        RunDirectory.open(runs.resolve("a"), config("agon.run.seed=1"), false).close();
        String message = failure(runs.resolve("a"), config("agon.run.seed=2"), true);
        assertTrue(message.contains("agon.run.seed (was 1, now 2)"), message);
        assertFalse(message.contains("agon.run.iterations"), message);
    }

    @Test
    void theOrderOfWorkBelongsToTheRun() {
        RunDirectory.open(runs.resolve("a"), config("agon.evaluation.beside-update=true"), false)
                .close();
        String message = failure(runs.resolve("a"), config("agon.evaluation.beside-update=false"), true);
        assertTrue(message.contains("agon.evaluation.beside-update (was true, now false)"), message);
    }

    @Test
    void keysThatDoNotAffectTheResultMayChange() {
        RunDirectory.open(runs.resolve("a"), config("agon.run.progress-interval=1s"), false)
                .close();
        RunDirectory.open(runs.resolve("a"), config("agon.run.progress-interval=2s"), true)
                .close();
    }

    @Test
    void theOrderOfWorkMayNotChange() {
        RunDirectory.open(runs.resolve("a"), config("agon.evaluation.beside-update=true"), false)
                .close();
        String message = failure(runs.resolve("a"), config("agon.evaluation.beside-update=false"), true);
        assertTrue(message.contains("agon.evaluation.beside-update (was true, now false)"), message);
    }

    @Test
    void twoProcessesCannotHoldOneDirectory() {
        try (RunDirectory first = RunDirectory.open(runs.resolve("a"), config("agon.run.seed=1"), false)) {
            assertTrue(Files.isDirectory(first.attempt()));
            String message = failure(runs.resolve("a"), config("agon.run.seed=1"), true);
            assertTrue(message.contains("Another process"), message);
        }
    }

    @Test
    void aClusterWaitsForItsOwnNodeAndForNoOtherProcess() {
        ResolvedConfig config = config("agon.run.seed=1");
        RunDirectory before = RunDirectory.openForCluster(runs.resolve("a"), config, "one");
        CompletableFuture<RunDirectory> next =
                CompletableFuture.supplyAsync(() -> RunDirectory.openForCluster(runs.resolve("a"), config, "one"));
        assertTrue(failure(runs.resolve("a"), config, true).contains("Another process"));
        assertThrows(ConfigurationException.class, () -> RunDirectory.openForCluster(runs.resolve("a"), config, "two"));
        before.close();
        next.join().close();
    }

    @Test
    void unnamedRunsAreNumberedAndTheNewestIsResumed() throws IOException {
        assertEquals("quickstart", RunNames.next(runs, "quickstart"));
        RunDirectory.open(runs.resolve("quickstart"), config("agon.run.seed=1"), false)
                .close();
        assertEquals("quickstart-2", RunNames.next(runs, "quickstart"));
        RunDirectory.open(runs.resolve("quickstart-2"), config("agon.run.seed=1"), false)
                .close();
        Files.setLastModifiedTime(runs.resolve("quickstart"), java.nio.file.attribute.FileTime.fromMillis(1000));
        Files.setLastModifiedTime(runs.resolve("quickstart-2"), java.nio.file.attribute.FileTime.fromMillis(2000));
        assertEquals(Optional.of("quickstart-2"), RunNames.newest(runs, "quickstart"));
        assertEquals(Optional.empty(), RunNames.newest(runs, "other"));
    }

    @Test
    void aRunIsNamedAfterItsConfiguration() {
        assertEquals("quickstart", RunNames.base(Path.of("conf/quickstart/train.conf")));
        assertEquals("mine", RunNames.base(Path.of("mine.conf")));
        assertEquals("quickstart", RunNames.base(null));
    }

    private ResolvedConfig config(String assignment) {
        return new ConfigLoader(Map.of(), runs).overrides(List.of(assignment)).load();
    }

    private static String failure(Path directory, ResolvedConfig config, boolean resume) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> RunDirectory.open(directory, config, resume)
                                .close())
                        .getMessage());
    }
}
