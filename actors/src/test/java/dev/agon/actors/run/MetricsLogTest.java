package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    private final Path directory;
    private final Path lines;

    MetricsLogTest(@TempDir Path directory) {
        this.directory = directory;
        this.lines = directory.resolve("metrics.jsonl");
    }

    @Test
    void aLineThatAKillCutOffDoesNotSpoilTheNext() throws IOException {
        Files.writeString(lines, "{\"iteration\":1,\"time\":10.0,\"a\":1.0}\n{\"iteration\":2,\"ti");
        try (MetricsLog log = open()) {
            log.add(2, 20, Map.of("a", 2.0));
        }
        assertEquals(
                """
                {"iteration":1,"time":10.0,"a":1.0}
                {"iteration":2,"time":20.0,"a":2.0}
                """,
                Files.readString(lines));
    }

    @Test
    void aLastLineWithoutItsEndIsKept() throws IOException {
        Files.writeString(lines, "{\"iteration\":1,\"time\":10.0,\"a\":1.0}");
        try (MetricsLog log = open()) {
            assertEquals(Map.of("a", 1.0), log.figures().get(1));
            log.add(2, 20, Map.of("a", 2.0));
        }
        assertEquals(2, MetricsLog.read(lines).size());
    }

    @Test
    void readingLeavesTheFileAlone() throws IOException {
        String cut = "{\"iteration\":1,\"time\":10.0,\"a\":1.0}\n{\"iter";
        Files.writeString(lines, cut);
        assertEquals(Map.of(1, Map.of("a", 1.0)), MetricsLog.read(lines));
        assertEquals(cut, Files.readString(lines));
        assertEquals(Map.of(), MetricsLog.read(directory.resolve("none")));
    }

    private MetricsLog open() {
        return new MetricsLog(lines, directory.resolve("tensorboard"));
    }
}
