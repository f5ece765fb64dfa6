package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    @Test
    void pipeGetsOneLineAnInterval() {
        LiveLine line = new LiveLine(terminal(false), Duration.ofSeconds(10), () -> now);
        for (int second = 0; second < 25; second++) {
            now = Instant.ofEpochSecond(second);
            line.show(progress(1, Double.NaN));
        }
        assertEquals(3, output().lines().count());
        line.show(progress(2, 0.5));
        assertEquals(4, output().lines().count());
    }

    @Test
    void terminalRedrawsOneLineAndKeepsItBelowMessages() {
        Terminal terminal = terminal(true);
        LiveLine line = new LiveLine(terminal, Duration.ofSeconds(10), () -> now);
        line.show(progress(1, 0.25));
        terminal.line("hello");
        line.close();
        String live = "iteration 1/8  sampling  1,234 tokens/s  win rate 0.25  ETA 1m05s";
        String clear = "\r\u001b[2K";
        assertEquals(clear + live + clear + "hello" + System.lineSeparator() + live + clear, output());
    }

    @Test
    void liveLineFitsTheTerminal() {
        new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, false, 10).live("0123456789abc");
        assertTrue(output().endsWith("012345678"));
    }

    private static Progress progress(int iteration, double winRate) {
        return new Progress(iteration, 8, "sampling", 1234, winRate, Double.NaN, Double.NaN, Duration.ofSeconds(65));
    }

    private Terminal terminal(boolean interactive) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), interactive, false, 100);
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
