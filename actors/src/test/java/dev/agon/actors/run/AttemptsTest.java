package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant RESUMED = Instant.parse("2026-01-02T10:00:00Z");

    private final Path run;
    private final Attempts attempts;

    AttemptsTest(@TempDir Path run) {
        this.run = run;
        this.attempts = new Attempts(run);
    }

    @Test
    void anAttemptThatWasKilledLastedUntilItWroteLast() throws IOException {
        Path killed = attempts.next();
        Files.writeString(killed.resolve("begun"), BEGUN + "\n");
        wrote(killed.resolve("agon.log"), 10);
        wrote(run.resolve("metrics.jsonl"), 20);
        Files.createDirectory(run.resolve("ledger"));
        wrote(run.resolve("ledger").resolve("agon.mv.db"), 40);
        Path resumed = attempts.next();
        Files.writeString(resumed.resolve("begun"), RESUMED + "\n");
        wrote(run.resolve("metrics.jsonl"), 100_000);
        assertEquals(45, attempts.seconds(resumed, RESUMED.plusSeconds(5)), 1e-9);
    }

    @Test
    void anAttemptThatEndedLastedUntilItsEnd() throws IOException {
        Path stopped = attempts.next();
        Files.writeString(stopped.resolve("begun"), BEGUN + "\n");
        Attempts.end(stopped, BEGUN.plusSeconds(30));
        wrote(run.resolve("metrics.jsonl"), 60);
        Path resumed = attempts.next();
        Files.writeString(resumed.resolve("begun"), RESUMED + "\n");
        assertEquals(37, attempts.seconds(resumed, RESUMED.plusSeconds(7)), 1e-9);
    }

    private static void wrote(Path file, int second) throws IOException {
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(BEGUN.plusSeconds(second)));
    }
}
