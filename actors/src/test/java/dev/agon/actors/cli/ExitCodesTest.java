package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.ClusterException;
import dev.agon.actors.run.Terminal;
import dev.agon.learner.DivergedException;
import dev.agon.policy.ModelException;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
    @Test
    void everyFailureHasItsCode() {
        assertEquals(ExitCodes.USAGE, ExitCodes.of(new ConfigurationException("x")));
        assertEquals(ExitCodes.INPUT, ExitCodes.of(new InputException("x")));
        assertEquals(ExitCodes.INPUT, ExitCodes.of(new ModelException("x")));
        assertEquals(ExitCodes.DIVERGED, ExitCodes.of(new DivergedException("x")));
        assertEquals(ExitCodes.CLUSTER, ExitCodes.of(new ClusterException("x")));
        assertEquals(ExitCodes.INTERNAL, ExitCodes.of(new IllegalStateException("x")));
    }

    @Test
    void theCauseDecides() {
        Throwable failure = new IllegalStateException("outside", new InputException("inside"));
        assertEquals(ExitCodes.INPUT, ExitCodes.of(failure));
        assertEquals("agon: inside", report(failure, false).strip());
    }

    @Test
    void theStackTraceIsShownOnRequestOnly() {
        Throwable failure = new IllegalStateException("x");
        assertEquals(1, report(failure, false).lines().count());
        assertTrue(report(failure, true).contains("\tat dev.agon"));
    }

    private static String report(Throwable failure, boolean verbose) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, false, 80);
        assertTrue(new Failures(terminal).report(failure, verbose) > 0);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
