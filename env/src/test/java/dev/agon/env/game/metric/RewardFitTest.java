package dev.agon.env.game.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.Games;
import dev.agon.env.game.MatrixGame;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RewardFitTest {
    /** Many comparisons of all pairs leave the prior nothing to say: the fit is that of the probabilities. */
    @Test
    void manyComparisonsOfAllPairsGiveTheFitOfTheProbabilities() {
        MatrixGame game = Games.get("COMAL3");
        double[][] wins = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                wins[i][j] = i == j ? 0 : 1e6 * game.probability(i, j);
            }
        }
        assertArrayEquals(BradleyTerry.rewards(game), RewardFit.of(wins, 1e-3, new double[3]), 1e-6);
    }

    /** By hand: of two actions with a won n times against b, r_a = -r_b = r and n (1 - sigma(2 r)) = prior r. */
    @Test
    void oneSidedComparisonsAreHeldByThePrior() {
        double[] rewards = RewardFit.of(new double[][] {{0, 10, 0}, {0, 0, 0}, {0, 0, 0}}, 0.5, new double[3]);
        assertEquals(0, rewards[0] + rewards[1], 1e-9);
        assertEquals(0.5 * rewards[0], 10 / (1 + Math.exp(2 * rewards[0])), 1e-8);
        assertEquals(0, rewards[2], 1e-12); // never met
    }

    @Property(tries = 100)
    void theGradientIsZeroThere(@ForAll @IntRange(min = 2, max = 20) int size, @ForAll long seed) {
        MatrixGame game = Games.random(Math.max(3, size), seed);
        int n = game.size();
        double[][] wins = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                wins[i][j] = i == j ? 0 : Math.floor(10 * game.probability(i, j) * ((i + j) % 3));
            }
        }
        double[] rewards = RewardFit.of(wins, 0.1, new double[n]);
        for (int i = 0; i < n; i++) {
            double slope = -0.1 * rewards[i];
            for (int j = 0; j < n; j++) {
                slope += wins[i][j] - (wins[i][j] + wins[j][i]) / (1 + Math.exp(rewards[j] - rewards[i]));
            }
            assertTrue(Math.abs(slope) < 1e-6, "slope " + slope);
        }
    }
}
