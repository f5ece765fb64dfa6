package dev.agon.env.game;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Files that are no game: refused with {@link InputException}, which names the file. */
class GameFuzzTest {
    private static final Path CSV = temporary(".csv");
    private static final Path JSON = temporary(".json");
    private static final String OBJECT =
            "{\"P\": [[0.5, 0.7], [0.3, 0.5]], \"actions\": [\"a\", \"b\"], \"start\": [1e-9, 1]}";

    @AfterContainer
    static void delete() throws IOException {
        Files.delete(CSV);
        Files.delete(JSON);
    }

    @Property(tries = 500)
    void anyBytesAreAGameOrRefused(@ForAll byte[] bytes) {
        read(CSV, bytes);
        read(JSON, bytes);
    }

    @Property(tries = 500)
    void anyTableIsAGameOrRefused(@ForAll("cells") List<String> cells) {
        read(CSV, String.join("", cells).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 500)
    void damagedJsonIsAGameOrRefused(@ForAll int place, @ForAll("tokens") String token) {
        int at = Math.floorMod(place, OBJECT.length());
        String text = OBJECT.substring(0, at) + token + OBJECT.substring(at + 1);
        read(JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<String>> cells() {
        return Arbitraries.of("0.5", "1", "0", ",", ",", "\n", "\n", ";", "\t", "a", "\"", "NaN", "1e999", "-1", " ")
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(
                "", "[", "]", "{", "}", "\"", ",", ":", "null", "1e999", "-1", "\u0000", "[".repeat(2000));
    }

    private static void read(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            GameFile.read(file);
        } catch (InputException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::toString);
        }
    }

    private static Path temporary(String suffix) {
        try {
            return Files.createTempFile("agon", suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
