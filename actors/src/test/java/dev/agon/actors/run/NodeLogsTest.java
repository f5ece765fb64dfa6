package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a node's log lines carry. */
class NodeLogsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false, false, 80);

    @AfterEach
    void restore() {
        Logs.toTerminal(terminal, false);
    }

    @Test
    void aLineTellsWhereTheRunIs() {
        Logs.ofNode(terminal, Logs.Format.TEXT);
        LoggerFactory.getLogger("a.Part").info("before");
        Logs.run("small");
        Logs.committed(2, 3);
        LoggerFactory.getLogger("a.Part").warn("after {}", "all");
        assertTrue(line(0).contains("INFO  [run=- term=- iteration=- version=-]"), line(0));
        assertTrue(line(0).endsWith("a.Part - before"), line(0));
        assertTrue(line(1).contains("WARN  [run=small term=2 iteration=3 version=3]"), line(1));
        assertTrue(line(1).endsWith("a.Part - after all"), line(1));
    }

    @Test
    void aLineCanBeJson() throws IOException {
        Logs.ofNode(terminal, Logs.Format.JSON);
        Logs.run("small");
        Logs.committed(2, 3);
        LoggerFactory.getLogger("a.Part").error("it \"failed\"", new IllegalStateException("why"));
        JsonNode json = new ObjectMapper().readTree(line(0));
        assertEquals("it \"failed\"", json.path("formattedMessage").asText());
        assertEquals("ERROR", json.path("level").asText());
        assertEquals("why", json.path("throwable").path("message").asText());
        JsonNode where = json.path("context").path("properties");
        assertEquals("small", where.path("run").asText(), json::toString);
        assertEquals("2", where.path("term").asText());
        assertEquals("3", where.path("iteration").asText());
        assertEquals("3", where.path("version").asText());
    }

    private String line(int number) {
        return err.toString(StandardCharsets.UTF_8).lines().toList().get(number);
    }
}
