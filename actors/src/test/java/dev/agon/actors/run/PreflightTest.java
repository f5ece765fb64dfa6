package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @Test
    void aRunThatIsResumedNeedsRoomOnlyForWhatItHasNotWrittenYet(@TempDir Path directory) throws IOException {
        assertEquals(1000, Preflight.roomNeeded(directory.resolve("new"), 1000));
        Files.write(directory.resolve("checkpoint"), new byte[300]);
        assertEquals(700, Preflight.roomNeeded(directory, 1000));
    }
}
