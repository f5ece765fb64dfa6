package dev.agon.env.game;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GameFileTest {
    private final Path directory;

    GameFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private MatrixGame read(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text.replace('/', '\n'));
        return GameFile.read(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".5,.1,.8/.9,.5,.1/.2,.9,.5/",
                "a,b,c/.5,.1,.8/.9,.5,.1/.2,.9,.5",
                "a; b; c//.5; .1; .8/.9; .5; .1/.2; .9; .5//",
                ",a,b,c/a,.5,.1,.8/b,.9,.5,.1/c,.2,.9,.5/",
                "a\tb\tc/.5\t.1\t.8/.9\t.5\t.1/.2\t.9\t.5/",
                "1,2,3/.5,.1,.8/.9,.5,.1/.2,.9,.5/",
                "\uFEFF\"a\",\"b\",\"c\"/.5,.1,.8/.9,.5,.1/.2,.9,.5/",
            })
    void everyFormOfCsvGivesTheSameGame(String text) throws IOException {
        MatrixGame game = read("game.csv", text);
        assertEquals(Games.get("COMAL3").preference(), game.preference());
    }

    @Test
    void namesAreThoseOfTheHeaderOrTheNumbers() throws IOException {
        assertEquals(
                List.of("left", "right"),
                read("g.csv", "left,right/.5,.6/.4,.5").actions());
        assertEquals(List.of("0", "1"), read("g.csv", ".5,.6/.4,.5").actions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[.5,.1,.8],[.9,.5,.1],[.2,.9,.5]]",
                "{\"note\": {\"P\": 1}, \"P\": [[0.5,0.1,0.8],[0.9,0.5,0.1],[0.2,0.9,0.5]], \"actions\": [\"a\",\"b\",\"c\"]}",
            })
    void jsonGivesTheSameGame(String text) throws IOException {
        MatrixGame game = read("game.json", text.replace("[.", "[0.").replace(",.", ",0."));
        assertEquals(Games.get("COMAL3").preference(), game.preference());
    }

    @Test
    void jsonMayNameReferenceAndStart() throws IOException {
        MatrixGame game = read("g.json", "{\"start\":[0.6,0.4],\"reference\":[0.7,0.3],\"P\":[[0.5,1],[0,0.5]]}");
        assertArrayEquals(new double[] {.7, .3}, game.reference().probabilities(), 1e-12);
        assertArrayEquals(new double[] {.6, .4}, game.start().probabilities(), 1e-12);
    }

    @Test
    void writtenDigitsMayBeRounded() throws IOException {
        assertEquals(.3333335, read("g.csv", ".5,.3333333/.6666663,.5").probability(0, 1), 1e-9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "g.csv | a,b/.5,.1/.8,.5 | :3, column 1: P(1 beats 0) is 0.8 and P(0 beats 1) is 0.1, but the two must sum to 1; correct one of them.",
                "g.csv | .5,1.5/-.5,.5 | :1, column 2: P(0 beats 1) is 1.5 but must be a probability in [0, 1].",
                "g.csv | .5,NaN/.5,.5 | :1, column 2: P(0 beats 1) is NaN but must be a probability in [0, 1].",
                "g.csv | .4,.5/.5,.5 | :1, column 1: P(0 beats 0) is 0.4 but an action ties with itself: write 0.5.",
                "g.csv | .5,.1,.8/.9,.5,.1 | :1: row 1 has 3 numbers but there are 2 rows; the matrix must be square.",
                "g.csv | .5,.1,.8/.9,.5/.2,.9,.5 | :2: row 2 has 2 numbers but there are 3 rows; the matrix must be square.",
                "g.csv | .5,half/.5,.5 | :1, column 2: \"half\" is no number; write a probability such as 0.5.",
                "g.csv | .5,/.5,.5 | :1, column 2: \"\" is no number; write a probability such as 0.5.",
                "g.csv | a,b,c/.5,.5/.5,.5 | :1: there are 3 names but 2 rows of numbers; give one name an action.",
                "g.csv | .5 | ' has 1 rows of numbers but a game needs at least 2 actions.'",
                "g.json | [[0.5,0.1],/[0.8,0.5]] | :2, column 2: P(1 beats 0) is 0.8 and P(0 beats 1) is 0.1, but the two must sum to 1; correct one of them.",
                "g.json | [[0.5,\"x\"],[0.5,0.5]] | :1, column 7: found x where there must be a number, a probability such as 0.5.",
                "g.json | {\"P\": 3} | :1, column 7: found 3 where there must be an array of rows.",
                "g.json | {\"P\":[[0.5,1],[0,0.5]],\"start\":[1,0]} | :1, column 35: start holds 0.0 but every action must be played, with a probability above 0.",
            })
    void aFileThatIsNoGameIsRefusedWithPlaceValueAndCure(String name, String text, String complaint) {
        InputException e = assertThrows(InputException.class, () -> read(name, text));
        assertEquals(directory.resolve(name) + complaint, e.getMessage());
    }

    @Test
    void whatIsNoFileIsSaidSo() {
        Path file = directory.resolve("missing.csv");
        InputException e = assertThrows(InputException.class, () -> GameFile.read(file));
        assertEquals("The game " + file + " is no file; name an existing CSV or JSON file.", e.getMessage());
    }
}
