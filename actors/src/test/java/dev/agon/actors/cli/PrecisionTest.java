package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code agon.model.precision} holds for the commands that ask finished models, too. */
class PrecisionTest {
    private static final double CLOSE = 0.05; // eight significant bits in a network of one layer

    @TempDir
    private Path home;

    private SmallRun run;

    @BeforeEach
    void prepare() {
        run = new SmallRun(home);
    }

    @Test
    void answersAreComputedAsItSays() throws IOException {
        double exact = firstLogProb("fp32");
        double rounded = firstLogProb("bf16");
        assertNotEquals(exact, rounded, 1e-9);
        assertEquals(exact, rounded, CLOSE);
    }

    @Test
    void comparedModelsAreComputedAsItSays() throws IOException {
        String other = TinyModel.write(home.resolve("other"), 2).toString();
        double exact = kl(other, "fp32");
        assertEquals(exact, kl(other, "fp32"), 0);
        double rounded = kl(other, "bf16");
        assertNotEquals(exact, rounded, 1e-9);
    }

    private double firstLogProb(String precision) throws IOException {
        String model = run.model().toString();
        JsonNode json = json(precision, "generate", "--model", model, "--prompt", "word 1", "--temperature", "0");
        return json.path("samples").path(0).path("logprobs").path(0).asDouble();
    }

    private double kl(String other, String precision) throws IOException {
        return json(precision, "evaluate", "--model", run.model().toString(), "--against", other)
                .path("kl")
                .asDouble();
    }

    private JsonNode json(String precision, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--config", run.config().toString(), "--json"));
        line.addAll(List.of("--set", "agon.model.precision=" + precision));
        assertEquals(ExitCodes.DONE, run.agon(line.toArray(String[]::new)), run::errors);
        return new ObjectMapper().readTree(run.results());
    }
}
