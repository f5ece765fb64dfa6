package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agon doctor}, and the refusal of what the memory does not hold. */
class DoctorTest {
    private static final List<String> NAMES =
            List.of("java", "processor", "natives", "devices", "inputs", "memory", "disk", "ports");

    @TempDir
    private Path home;

    private SmallRun run;

    @BeforeEach
    void prepare() {
        run = new SmallRun(home);
        run.environment(Map.of("GOMP_SPINCOUNT", "0"));
    }

    @Test
    void aRunThatCanStartIsReady() throws IOException {
        assertEquals(ExitCodes.DONE, doctor("--json"), run::errors);
        JsonNode report = new ObjectMapper().readTree(run.results());
        assertTrue(report.path("ready").asBoolean());
        assertEquals(NAMES, report.path("findings").findValuesAsText("name"));
        assertTrue(finding(report, "natives").path("value").asText().matches("PyTorch 2\\S+ from /.*libtorch_cpu.so"));
        assertTrue(finding(report, "memory").path("value").asText().contains("the run may need"));
        assertFalse(Files.exists(home.resolve("runs")), "it leaves nothing behind");
        assertEquals(ExitCodes.DONE, doctor());
        assertTrue(run.results().endsWith("A run can start here.\n"), run.results());
    }

    @Test
    void whatIsMissingIsNamedWithItsCure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "agon.cluster.port=" + taken.getLocalPort();
            String model = "agon.model.directory=" + home.resolve("none");
            assertEquals(ExitCodes.USAGE, doctor("--json", "--set", port, "--set", model));
            JsonNode report = new ObjectMapper().readTree(run.results());
            assertFalse(report.path("ready").asBoolean());
            for (String name : List.of("ports", "inputs")) {
                assertEquals("missing", finding(report, name).path("state").asText());
                assertFalse(finding(report, name).path("cure").asText().isEmpty(), name);
            }
            assertTrue(run.sentence().contains("inputs, ports"), run.sentence());
        }
    }

    @Test
    void aWrongValueIsAConfigurationError() {
        assertEquals(ExitCodes.USAGE, doctor("--set", "agon.model.precision=fp16"));
        assertTrue(run.sentence().contains("agon.model.precision"), run.sentence());
    }

    @Test
    void aRunThatTheMemoryDoesNotHoldIsRefusedWithTheNumberAndTheCure() {
        String tokens = "agon.learner.micro-batch-tokens=2000000000";
        assertEquals(ExitCodes.USAGE, run.train("--set", tokens), run::errors);
        String sentence = run.sentence();
        assertTrue(
                sentence.matches("The run may need [\\d.]+ GB of memory but this machine has [\\d.]+ GB .*"), sentence);
        assertTrue(sentence.contains("lower agon.learner.micro-batch-tokens"), sentence);
        assertTrue(sentence.contains("set agon.model.checkpointing=layers"), sentence);
        assertFalse(Files.exists(home.resolve("runs")), "nothing was begun");
        assertEquals(ExitCodes.USAGE, doctor("--set", tokens));
        assertTrue(run.results().contains("MISSING"), run.results());
    }

    @Test
    void layersComputedAgainAndBf16AreARunLikeAnyOther() {
        String[] options = {"--set", "agon.model.precision=bf16", "--set", "agon.model.checkpointing=layers"};
        assertEquals(ExitCodes.DONE, run.train(options), run::errors);
        assertTrue(Files.exists(run.checkpoint(1).resolve("model.safetensors")));
    }

    @Test
    void bf16OnAProcessorWithoutItsInstructionsIsPointedOut() throws IOException {
        assertEquals(ExitCodes.DONE, doctor("--json", "--set", "agon.model.precision=bf16"), run::errors);
        JsonNode processor = finding(new ObjectMapper().readTree(run.results()), "processor");
        assertEquals(
                processor.path("value").asText().contains("no bf16"),
                processor.path("cure").asText().contains("set agon.model.precision=fp32"),
                processor::toString);
    }

    private int doctor(String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "doctor";
        line[1] = "--config";
        line[2] = run.config().toString();
        System.arraycopy(options, 0, line, 3, options.length);
        return run.agon(line);
    }

    private static JsonNode finding(JsonNode report, String name) {
        for (JsonNode finding : report.path("findings")) {
            if (finding.path("name").asText().equals(name)) {
                return finding;
            }
        }
        throw new AssertionError(name + " is not among " + report);
    }
}
