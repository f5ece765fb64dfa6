package dev.agon.learner.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The race of the specification of this project (section 4): exploitability after T steps with exact feedback, COMAL3
 * from (.6, .3, .1), the hash games from uniform play. The table's own settings give its digits, ours are as good or
 * better.
 */
class RaceTest {
    private static final double HALF_DIGIT = 0.06; // of two digits that the table prints, relative

    private static CurvePoint end(String game, String name, int steps, String... assignments) {
        return Play.end(Play.play(Play.game(game), Play.dynamics(name, assignments), steps));
    }

    @ParameterizedTest
    @CsvSource({
        "COMAL3, 100, .20, .033",
        "COMAL3, 1000, .29, .0087",
        "COMAL3, 10000, .40, .0021",
        "Hash10, 100, .030, .021",
        "Hash10, 1000, .17, .0039",
        "Hash10, 10000, .43, .0023",
        "Hash50, 100, .047, .033",
        "Hash50, 1000, .076, .0044",
        "Hash50, 10000, .36, .0031", // the last iterate circles: after 10^4 steps rounding decides where it stands
    })
    void hedgeConvergesInTheMeanAlone(String game, int steps, double last, double average) {
        CurvePoint end = end(game, "spo", steps);
        assertEquals(average, end.average(), HALF_DIGIT * average);
        if (steps < 10000) {
            assertEquals(last, end.last(), HALF_DIGIT * last);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "omwu, COMAL3, 100, .099",
        "omwu, COMAL3, 1000, 6e-4",
        "omwu, Hash10, 100, .023",
        "omwu, Hash10, 1000, .015",
        "omwu, Hash50, 100, .044",
        "omwu, Hash50, 1000, .036",
        "mpo, COMAL3, 100, .0051",
        "mpo, Hash10, 100, .027",
        "mpo, Hash10, 1000, 1.4e-4",
        "mpo, Hash50, 100, .044",
        "mpo, Hash50, 1000, .018",
        "mpo, Hash50, 10000, .0087",
        "comal, COMAL3, 100, .0042",
        "comal, Hash10, 100, .026",
        "comal, Hash10, 1000, 1.1e-4",
        "comal, Hash50, 100, .043",
        "comal, Hash50, 1000, .017",
        "comal, Hash50, 10000, .012",
    })
    void theTablesSettingsGiveTheTablesDigits(String name, String game, int steps, double expected) {
        String[] settings =
                name.equals("omwu") ? new String[] {"step=0.5"} : new String[] {"step=0.5", "tau=0.1", "reset=50"};
        assertEquals(expected, end(game, name, steps, settings).last(), HALF_DIGIT * expected);
    }

    @ParameterizedTest
    @CsvSource({
        "omwu, COMAL3, .099, 6e-4, 1e-12",
        "omwu, Hash10, .023, .015, 3e-7",
        "omwu, Hash50, .044, .036, .012",
        "mpo, COMAL3, .0051, 2e-11, 1e-12",
        "mpo, Hash10, .027, 1.4e-4, 1e-12",
        "mpo, Hash50, .044, .018, .0087",
        "comal, COMAL3, .0042, 6e-11, 1e-12",
        "comal, Hash10, .026, 1.1e-4, 1e-12",
        "comal, Hash50, .043, .017, .012",
        "mirror-prox, COMAL3, 4e-4, 1e-12, 1e-12",
        "mirror-prox, Hash10, .015, 1e-9, 1e-12",
        "mirror-prox, Hash50, .029, .020, .0027",
    })
    void theDefaultsMeetOrBeatTheTable(String name, String game, double after100, double after1000, double after10000) {
        MatrixGame plain = Play.game(game);
        Dynamics dynamics = Play.dynamics(name);
        assertTrue(Play.end(Play.play(plain, dynamics, 100)).last() <= after100, name + " 100");
        for (MatrixGame each : List.of(plain, rising(plain))) { // the far start is made good within 1000 steps
            assertTrue(Play.end(Play.play(each, dynamics, 1000)).last() <= after1000, name + " 1000");
            assertTrue(Play.end(Play.play(each, dynamics, 10000)).last() <= after10000, name + " 10000");
        }
    }

    /** From a start that prefers the last actions. */
    private static MatrixGame rising(MatrixGame game) {
        double[] weights = new double[game.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i + 1.0;
        }
        return game.withStart(TabularPolicy.of(weights));
    }

    @ParameterizedTest
    @CsvSource({"inpo", "egpo", "nash-md", "nash-mp"})
    void aFixedReferenceStopsWhereTheTableSays(String name) {
        assertEquals(.01224, end("COMAL3", name, 10000, "tau=0.1").last(), 2e-5);
        assertEquals(.0644, end("Hash10", name, 10000, "tau=0.1").last(), 1e-4);
        assertEquals(.0524, end("Hash50", name, 10000, "tau=0.1").last(), 1e-4);
    }

    @Test
    void aCheaperNatOfNashProxStopsNearer() {
        assertEquals(8.5e-4, end("COMAL3", "nash-mp", 10000, "tau=0.01").last(), 1e-5);
        assertEquals(.0055, end("Hash10", "nash-mp", 10000, "tau=0.01").last(), 1e-4);
        assertEquals(.0094, end("Hash50", "nash-mp", 10000, "tau=0.01").last(), 1e-4);
    }

    @ParameterizedTest
    @CsvSource({"100, 2.2e-2", "1000, 2.3e-3", "10000, 2.3e-4"})
    void aClearWinnerIsFoundAtTheFastRate(int steps, double average) {
        assertEquals(average, end("BordaTrap", "spo", steps).average(), HALF_DIGIT * average);
    }

    @ParameterizedTest
    @CsvSource({"100, .042", "1000, .014", "3000, .0064"})
    void walksAreLearntAsSpecified(int steps, double average) {
        assertEquals(average, end("LineMDP", "spo", steps).average(), HALF_DIGIT * average);
    }

    @ParameterizedTest
    @CsvSource({
        // section 10 counts policies: its T-th is reached by T - 1 steps
        "SEQ-CYC, 99, .073, .068",
        "SEQ-CYC, 299, .143, .030",
        "SEQ-CYC, 999, .285, .011",
        "SEQ-TRAP, 99, .018, 1",
    })
    void stringsAreLearntAsSpecified(String game, int steps, double last, double average) {
        CurvePoint end = end(game, "spo", steps);
        assertEquals(last, end.last(), HALF_DIGIT * last);
        assertTrue(end.average() <= average * (1 + HALF_DIGIT));
    }
}
