package dev.agon.actors.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private final Path directory;

    ConfigLoaderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void laterLayersOverruleEarlierOnes() throws IOException {
        Path file = write("agon.run { seed = 2, iterations = 2, name = file }");
        ResolvedConfig config = new ConfigLoader(
                        Map.of("AGON_RUN_SEED", "3", "AGON_RUN_ITERATIONS", "3", "PATH", "x"), directory)
                .file(file)
                .overrides(List.of("agon.run.seed=4"))
                .load();
        assertEquals(4, config.settings("agon.run").integer64("seed"));
        assertEquals(3, config.settings("agon.run").integer64("iterations"));
        assertEquals("file", config.settings("agon.run").text("name"));
        assertEquals("runs", config.settings("agon.run").text("directory"));
    }

    @Test
    void unknownKeyInFileNamesPlaceAndNearestSpelling() throws IOException {
        Path file = write("agon {\n  run {\n    itertions = 3\n  }\n}");
        String message = failure(loader().file(file));
        assertTrue(message.contains(file + ":3"), message);
        assertTrue(message.contains("agon.run.itertions"), message);
        assertTrue(message.contains("did you mean agon.run.iterations?"), message);
    }

    @Test
    void unknownKeyInOptionNamesNearestSpelling() {
        assertTrue(failure(loader().overrides(List.of("agon.run.sed=1"))).contains("did you mean agon.run.seed?"));
        assertTrue(failure(loader().overrides(List.of("run.seed=1"))).contains("did you mean agon.run.seed?"));
        assertTrue(failure(loader().overrides(List.of("agon.seed=1"))).contains("did you mean agon.run.seed?"));
    }

    @Test
    void unknownVariableNamesNearestSpelling() {
        String message = failure(new ConfigLoader(Map.of("AGON_RUN_SEDE", "1"), directory));
        assertTrue(message.contains("did you mean AGON_RUN_SEED?"), message);
    }

    @Test
    void unknownRootKeyIsRefused() throws IOException {
        assertTrue(failure(loader().file(write("agnon.run.seed = 1"))).contains("unknown key agnon"));
    }

    @Test
    void keysOfTheLibrariesBelowAreRefused() throws IOException {
        assertTrue(failure(loader().file(write("pekko.loglevel = DEBUG"))).contains("unknown key pekko"));
        assertTrue(failure(loader().overrides(List.of("pekko.loglevel=DEBUG"))).contains("unknown key pekko.loglevel"));
    }

    @Test
    void variablesThatNobodyReadsAreRefused() {
        assertTrue(failure(new ConfigLoader(Map.of("AGON_OPTS", "-Xmx4g"), directory))
                .contains("AGON_OPTS"));
        new ConfigLoader(Map.of("AGON_JAVA_OPTS", "-Xmx4g"), directory).load();
    }

    @Test
    void syntaxErrorNamesPlace() throws IOException {
        Path file = write("agon {\n  run { seed = 1\n");
        String message = failure(loader().file(file));
        assertTrue(message.contains(file + ":"), message);
        assertTrue(message.contains("is not valid HOCON"), message);
    }

    @Test
    void missingFileIsRefusedWithCure() {
        assertTrue(failure(loader().file(directory.resolve("none.conf"))).contains("--config"));
    }

    @Test
    void valueOfWrongRangeNamesKeyPlaceAndRange() throws IOException {
        Path file = write("\nagon.run.iterations = many");
        ResolvedConfig config = loader().file(file).load();
        Settings run = config.settings("agon.run");
        ConfigurationException failure =
                assertThrows(ConfigurationException.class, () -> run.integer("iterations", 1, 10));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("agon.run.iterations (" + file + ":2)"), message);
        assertTrue(message.contains("many"), message);
    }

    @Test
    void optionValueThatIsNoHoconIsTakenAsText() {
        ResolvedConfig config = loader().overrides(
                        List.of("agon.model.device=cuda:1", "agon.model.directory=/a//b#c", "agon.run.name="))
                .load();
        assertEquals("cuda:1", config.settings("agon.model").text("device"));
        assertEquals("/a//b#c", config.settings("agon.model").text("directory"));
        assertEquals("", config.settings("agon.run").text("name"));
    }

    @Test
    void optionWithoutEqualsSignIsRefused() {
        assertTrue(failure(loader().overrides(List.of("agon.run.seed"))).contains("key=value"));
    }

    @Test
    void renderedConfigReadsBackAsTheSameRun() throws IOException {
        ResolvedConfig config = loader().overrides(List.of("agon.run.seed=9")).load();
        ResolvedConfig again = loader().file(write(config.render())).load();
        assertEquals(RunIdentity.of(config).digest(), RunIdentity.of(again).digest());
        assertEquals(9, again.settings("agon.run").integer64("seed"));
    }

    @Test
    void filesMayNameTheInstallDirectory() throws IOException {
        Path file = write("agon.model.directory = ${install-root}conf/model");
        assertEquals(
                directory.resolve("conf/model"),
                loader().file(file).load().settings("agon.model").file("directory"));
    }

    @Test
    void explanationHoldsCommentDefaultAndOrigin() {
        Explanation explanation =
                loader().overrides(List.of("agon.run.seed=9")).load().explain("agon.run.seed");
        assertTrue(explanation.comment().contains("random number"), explanation.comment());
        assertEquals("1", explanation.defaultValue());
        assertEquals("9", explanation.value());
        assertEquals("--set agon.run.seed", explanation.origin());
        assertEquals("AGON_RUN_SEED", explanation.variable());
    }

    @Test
    void everyKeyOfOursCarriesAComment() {
        ResolvedConfig config = loader().load();
        for (String block : List.of("run", "model", "evaluation", "checkpoint", "report")) {
            Explanation explanation = config.explain("agon." + block);
            for (String key : explanation.children()) {
                assertTrue(
                        !config.explain("agon." + block + "." + key).comment().isBlank(), block + "." + key);
            }
        }
    }

    private ConfigLoader loader() {
        return new ConfigLoader(Map.of(), directory);
    }

    private static String failure(ConfigLoader loader) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, loader::load).getMessage());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("test.conf"), text);
    }
}
