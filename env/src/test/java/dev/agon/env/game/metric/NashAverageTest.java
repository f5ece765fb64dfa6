package dev.agon.env.game.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.Games;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.PreferenceMatrix;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NashAverageTest {
    private static final double THIRD = 1 / 3.0;

    private static MatrixGame game(int size, PreferenceMatrix.Duel duel) {
        return MatrixGame.of("game", MatrixGame.numbered(size), PreferenceMatrix.of(size, duel));
    }

    private static double[] average(MatrixGame game) {
        return NashAverage.of(game).probabilities();
    }

    /** The equilibria of the specification of this project, section 0, each the only one of its game. */
    @Test
    void whereThereIsOneEquilibriumItIsThat() {
        assertArrayEquals(new double[] {THIRD, THIRD, THIRD}, average(Games.get("RPS")), 1e-7);
        assertArrayEquals(new double[] {4 / 11.0, 3 / 11.0, 4 / 11.0}, average(Games.get("COMAL3")), 1e-7);
        assertArrayEquals(new double[] {.5, .2, .3}, average(Games.get("Rater3")), 1e-7);
        assertArrayEquals(new double[] {1, 0, 0}, average(Games.get("BordaTrap")), 1e-7);
        assertArrayEquals(new double[] {THIRD, THIRD, THIRD, 0}, average(Games.get("RPSdominated")), 1e-7);
        double[] ten = average(Games.get("Hash10"));
        assertArrayEquals(new double[] {.377803, 0, 0, .153616, .087183, .161456, 0, .219941, 0, 0}, ten, 1e-6);
    }

    /** Blotto has many equilibria and a symmetry that the one of the highest entropy must keep. */
    @Test
    void ofManyEquilibriaItIsThatOfTheHighestEntropy() {
        assertArrayEquals(new double[] {.25, .25, .25, .25}, average(game(4, (i, j) -> .5)), 0);
        MatrixGame blotto = Games.get("Blotto5x3");
        TabularPolicy average = NashAverage.of(blotto);
        TabularPolicy vertex = Equilibrium.of(blotto).policy();
        assertEquals(0, Exploitability.of(blotto, average), 1e-7);
        assertTrue(entropy(average) > entropy(vertex) + .5, () -> entropy(average) + " and " + entropy(vertex));
        for (int i = 0; i < blotto.size(); i++) {
            for (int j = 0; j < blotto.size(); j++) {
                if (sorted(blotto, i).equals(sorted(blotto, j))) {
                    assertEquals(average.get(i), average.get(j), 1e-6);
                }
            }
        }
    }

    private static String sorted(MatrixGame game, int action) {
        return game.actions()
                .get(action)
                .chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static double entropy(TabularPolicy policy) {
        double sum = 0;
        for (int i = 0; i < policy.size(); i++) {
            sum -= policy.get(i) > 0 ? policy.get(i) * policy.logP(i) : 0;
        }
        return sum;
    }

    /** Rock, paper, scissors with a second paper: Balduzzi et al. 2018, section 4.2, "invariant". */
    @Test
    void aCopySharesWithItsOriginal() {
        int[] original = {0, 1, 2, 1};
        MatrixGame rps = Games.get("RPS");
        double[] average = average(game(4, (i, j) -> rps.probability(original[i], original[j])));
        assertArrayEquals(new double[] {THIRD, THIRD / 2, THIRD, THIRD / 2}, average, 1e-7);
    }

    /** Two that tie with each other and beat the third: any mixture of the two is an equilibrium. */
    @Test
    void equalsShareEqually() {
        assertArrayEquals(new double[] {.5, .5, 0}, average(game(3, (i, j) -> i == 0 && j == 1 ? .5 : .9)), 1e-7);
    }

    @Property(tries = 300)
    void nobodyBeatsItAndNoEquilibriumHasMoreEntropy(@ForAll @IntRange(min = 2, max = 16) int size, @ForAll long seed) {
        CounterRandom random = CounterRandom.of(seed);
        int kind = (int) Math.floorMod(seed, 3L);
        MatrixGame game = game(size, (i, j) -> {
            double p = random.at(i).uniform(j);
            return kind == 0 ? p : kind == 1 ? Math.round(4 * p) / 4.0 : .5 + (p - .5) / 100;
        });
        TabularPolicy average = NashAverage.of(game);
        assertTrue(Exploitability.of(game, average) < 1e-6, () -> "exploitability " + Exploitability.of(game, average));
        assertTrue(
                entropy(average) > entropy(Equilibrium.of(game).policy()) - 1e-5,
                () -> entropy(average) + " and " + entropy(Equilibrium.of(game).policy()));
    }
}
