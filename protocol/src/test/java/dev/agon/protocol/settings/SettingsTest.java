package dev.agon.protocol.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    /** A thing that a block can name. */
    public interface Thing {}

    /** One of them. */
    public static final class Pebble implements Thing {
        final int weight;

        public Pebble(Settings settings) {
            this.weight = settings.integer("weight", 1, 9);
        }
    }

    @Test
    void objectsOfAListAreFilledUpFromTheirTemplateAndHaveNoOtherKeys() {
        Settings settings = settings("things = [{ size = 3 }, { name = b }], thing { size = 1, name = a }");
        List<Settings> things = settings.blocks("things", "thing");
        assertEquals(2, things.size());
        assertEquals(3, things.get(0).integer("size", 1, 5));
        assertEquals("a", things.get(0).text("name"));
        assertEquals("b", things.get(1).text("name"));
        assertEquals(List.of("name", "size"), things.get(1).keys());
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> settings("things = [{ sise = 3 }], thing { size = 1 }")
                        .blocks("things", "thing"));
        assertTrue(String.valueOf(e.getMessage()).contains("things.0.sise"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("did you mean size?"), e.getMessage());
        ConfigurationException range =
                assertThrows(ConfigurationException.class, () -> things.get(0).integer("size", 4, 5));
        assertTrue(String.valueOf(range.getMessage()).contains("things.0.size"), range.getMessage());
    }

    @Test
    void valuesAreReadWithTheirUnits() {
        Settings settings = settings("count = 3, rate = 0.5, wait = 30s, on = true, words = [a, b]");
        assertEquals(3, settings.integer("count", 1, 5));
        assertEquals(0.5, settings.number("rate", 0, 1));
        assertEquals(Duration.ofSeconds(30), settings.duration("wait"));
        assertTrue(settings.flag("on"));
        assertEquals(List.of("a", "b"), settings.texts("words"));
        assertEquals(5, settings.read().size());
    }

    @Test
    void aValueOutOfRangeNamesKeyPlaceValueAndRange(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("my.conf"), "agon {\n  rollout {\n    samples = 1\n  }\n}\n");
        Settings settings = Settings.of(ConfigFactory.parseFile(file.toFile()).resolve(), "agon.rollout");
        String message = messageOf(() -> settings.integer("samples", 2, 64));
        assertEquals("agon.rollout.samples (" + file + ":3) is 1 but must lie between 2 and 64.", message);
    }

    @Test
    void aNumberThatIsNoneOfItsRangeIsRefused() {
        assertTrue(messageOf(() -> settings("rate = NaN").number("rate", 0, 1)).contains("NaN"));
        assertTrue(messageOf(() -> settings("rate = 2").number("rate", 0, 1)).contains("between 0.0 and 1.0"));
    }

    @Test
    void aValueOfTheWrongKindSaysWhatIsNeeded() {
        assertTrue(
                messageOf(() -> settings("count = many").integer("count", 0, 9)).endsWith("must be a whole number."));
        assertTrue(messageOf(() -> settings("wait = soon").duration("wait")).contains("such as 30s"));
        assertTrue(messageOf(() -> settings("").text("name")).contains("agon.test.name is not set"));
    }

    @Test
    void aChoiceMakesTheClassOfItsBlock() {
        String blocks = "use = small, small { class = \"" + Pebble.class.getName() + "\", weight = 4 }";
        Settings chosen = settings(blocks).chosen();
        assertEquals("small", chosen.name());
        assertEquals(4, ((Pebble) chosen.create(Thing.class)).weight);
    }

    @Test
    void anUnknownChoiceNamesTheNearest() {
        String blocks = "use = smal, small { class = x }, large { class = x }";
        String message = messageOf(() -> settings(blocks).chosen());
        assertTrue(message.contains("one of large, small; did you mean small?"), message);
    }

    @Test
    void aClassThatDoesNotFitIsRefused() {
        assertTrue(messageOf(() -> settings("class = no.such.Thing").create(Thing.class))
                .contains("no.such.Thing"));
        assertTrue(messageOf(() -> settings("class = java.lang.String").create(Thing.class))
                .contains("no Thing"));
    }

    @Test
    void nearestFindsTheMeantWord() {
        assertEquals(Optional.of("iterations"), Nearest.to("iteratoins", List.of("seed", "iterations", "name")));
        assertEquals(Optional.empty(), Nearest.to("colour", List.of("seed", "iterations")));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
    }

    private static Settings settings(String block) {
        return Settings.of(
                ConfigFactory.parseString("agon.test { " + block + " }").resolve(), "agon.test");
    }

    private static String messageOf(Executable executable) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, executable).getMessage());
    }
}
