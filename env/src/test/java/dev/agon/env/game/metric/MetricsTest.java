package dev.agon.env.game.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.env.game.Games;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.PreferenceMatrix;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics against the tables of the specification of this project (sections 0, 8 and 10). */
class MetricsTest {
    private static MatrixGame nearReference() {
        return Games.get("COMAL3").withReference(TabularPolicy.of(.5, .3, .2));
    }

    @ParameterizedTest
    @CsvSource({"1, .0350", "0.1, .01224", "0.01, .00085"})
    void regularisedEquilibriaOfTheCycleAreTheGoldenOnes(String tau, double exploitability) {
        MatrixGame game = Games.get("COMAL3");
        TabularPolicy policy = RegularisedEquilibrium.of(game, Double.parseDouble(tau));
        assertArrayEquals(Games.vector("/regularised_nash/COMAL3 uniform ref/" + tau), policy.probabilities(), 1e-6);
        assertEquals(exploitability, Exploitability.of(game, policy), 5e-5);
        assertTrue(Exploitability.dualityGap(game, policy, Double.parseDouble(tau)) < 1e-10);
    }

    @Test
    void theRegularisedEquilibriumKnowsItsReference() {
        assertArrayEquals(
                Games.vector("/regularised_nash/COMAL3 ref (.5,.3,.2) tau .1"),
                RegularisedEquilibrium.of(nearReference(), 0.1).probabilities(),
                1e-6);
    }

    @Test
    void theRegularisedGapOfTheReferenceIsTheGoldenOne() {
        MatrixGame game = Games.get("BordaTrap");
        assertEquals(.134478, Exploitability.dualityGap(game, game.reference(), 0.1), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        // game, tau, class mix, mean quality, KL to the reference, exploitability, win rate against the reference
        "SEQ-CYC, .1, .3372, .2764, .3864, 1.6612, .08583, .08538, .51705",
        "SEQ-CYC, .03, .3583, .2630, .3787, 2.2323, .75778, .05155, .54646",
        "SEQ-TRAP, .1, .6209, .3148, .0644, 1.6888, .39841, .14050, .58673",
        "SEQ-TRAP, .03, .9190, .0533, .0277, 2.4953, 2.27308, .04932, .64532",
        "SEQ-BT, .1, .2746, .2746, .4509, 2.3769, 1.02070, .13639, .69965",
    })
    void regularisedEquilibriaOfStringsAreThoseOfTheTable(
            String name, double tau, double c0, double c1, double c2, double eq, double kl, double expl, double win) {
        MatrixGame game = Games.get(name);
        TabularPolicy policy = RegularisedEquilibrium.of(game, tau);
        double[] classes = new double[3];
        double quality = 0;
        for (int type = 0; type < 12; type++) {
            classes[type / 4] += policy.get(type);
            quality += policy.get(type) * (type % 4);
        }
        assertArrayEquals(new double[] {c0, c1, c2}, classes, 6e-5);
        assertEquals(eq, quality, 6e-5);
        assertEquals(kl, policy.kl(game.reference()), 6e-6);
        assertEquals(expl, Exploitability.of(game, policy), 6e-6);
        assertEquals(win, game.winRate(policy, game.reference()), 6e-6);
    }

    @ParameterizedTest
    @CsvSource({".1", ".3"})
    void wrongLabelsKeepTheEquilibriumAndMakeANatCheaper(double flip) {
        MatrixGame game = nearReference();
        MatrixGame noisy = MatrixGame.of(
                        "noisy",
                        game.actions(),
                        PreferenceMatrix.of(3, (i, j) -> (1 - 2 * flip) * game.probability(i, j) + flip))
                .withReference(game.reference());
        double[] nash = Equilibrium.of(noisy).policy().probabilities();
        assertArrayEquals(Equilibrium.of(game).policy().probabilities(), nash, 1e-9);
        assertArrayEquals(
                RegularisedEquilibrium.of(game, 0.1).probabilities(),
                RegularisedEquilibrium.of(noisy, 0.1 * (1 - 2 * flip)).probabilities(),
                1e-7);
    }

    @ParameterizedTest
    @CsvSource({
        "COMAL3, 2, .3",
        "BordaTrap, 1, .1",
        "Rater3, 1, .15",
        "BT, 0, 0",
        "Hash10, 0, .0797",
        "Hash50, 47, .4958",
        "RPS, 0, .5",
    })
    void scoresChooseTheActionsOfTheTable(String name, int winner, double exploitability) {
        MatrixGame game = Games.get(name);
        assertEquals(winner, Transitivity.bordaWinner(game));
        assertEquals(winner, Transitivity.bradleyTerryWinner(game));
        assertEquals(exploitability, Exploitability.ofAction(game, winner), 5e-5);
    }

    @ParameterizedTest
    @CsvSource({"RPS, 1", "COMAL3, .9837", "Hash10, .8475", "BordaTrap, .3086"})
    void hodgeSharesOfMarginsAreThoseOfTheSpecification(String name, double share) {
        assertEquals(share, Transitivity.hodgeShare(Games.get(name)), 5e-5);
    }

    @ParameterizedTest
    @CsvSource({"COMAL3, .9621", "BT, 0", "RPS, NaN", "BordaTrap, NaN"})
    void hodgeSharesOfLogOddsAreThoseOfTheSpecification(String name, double share) {
        assertEquals(share, Transitivity.hodgeShareOfLogOdds(Games.get(name)), 5e-5);
    }

    @ParameterizedTest
    @CsvSource({"RPS, 1", "COMAL3, 1", "Rater3, 1", "RPSdominated, .25", "BT, 0", "BordaTrap, 0"})
    void cyclicSharesAreCounted(String name, double share) {
        assertEquals(share, Transitivity.cyclicShare(Games.get(name)), 0);
    }

    /**
     * Worked by hand: the cyclic parts of three margins are all of their mean, such as (.4 + .4 + .3) / 3 of COMAL3.
     */
    @ParameterizedTest
    @CsvSource({"RPS, .5", "COMAL3, .366667", "BT, .027135"})
    void cyclicMarginsAreInProbability(String name, double margin) {
        assertEquals(margin, Transitivity.cyclicMargin(Games.get(name)), 1e-3);
    }

    /**
     * The columns "RLHF, equal KL" of the table: the reward that fits unlimited comparisons of the reference with
     * itself, and the policy that earns it at the distance of the equilibrium.
     */
    @ParameterizedTest
    @CsvSource({
        // game, tau, class mix, exploitability, regularised gap, equilibrium beats it, it beats the reference
        "SEQ-CYC, .1, .2281, .3340, .4379, .14155, .02849, .50317, .52126",
        "SEQ-CYC, .03, .0789, .2384, .6827, .15015, .17324, .50895, .56145",
        "SEQ-TRAP, .1, .3770, .5884, .0346, .16701, .03945, .51621, .60263",
        "SEQ-TRAP, .03, .2078, .7922, .0000, .11386, .12817, .55550, .67904",
        "SEQ-BT, .1, .2746, .2746, .4509, .13764, .00072, .50036, .70066",
    })
    void aRewardOfFixedDataIsMoreExploitableAtEqualDistance(
            String name,
            double tau,
            double c0,
            double c1,
            double c2,
            double expl,
            double gap,
            double nashWins,
            double wins) {
        MatrixGame game = Games.get(name);
        TabularPolicy nash = RegularisedEquilibrium.of(game, tau);
        TabularPolicy rewarded = rewardedAtEqualDistance(game, nash.kl(game.reference()));
        double[] classes = new double[3];
        for (int type = 0; type < 12; type++) {
            classes[type / 4] += rewarded.get(type);
        }
        // The table says of SEQ-BT that the classes are about those of the equilibrium.
        assertArrayEquals(new double[] {c0, c1, c2}, classes, name.equals("SEQ-BT") ? 2e-3 : 6e-5);
        assertEquals(expl, Exploitability.of(game, rewarded), 6e-6);
        assertEquals(gap, Exploitability.dualityGap(game, rewarded, tau), 6e-6);
        assertEquals(nashWins, game.winRate(nash, rewarded), 6e-6);
        assertEquals(wins, game.winRate(rewarded, game.reference()), 6e-6);
    }

    /** {@code ref exp(r / beta) / Z} with the beta that gives this KL to the reference. */
    private static TabularPolicy rewardedAtEqualDistance(MatrixGame game, double kl) {
        double[][] pairs = new double[game.size()][game.size()];
        for (int i = 0; i < game.size(); i++) {
            for (int j = 0; j < game.size(); j++) {
                pairs[i][j] = game.probability(i, j);
            }
        }
        double[] rewards = BradleyTerry.rewards(pairs, game.reference().probabilities());
        double low = 0;
        double high = 1000;
        for (int halving = 0; halving < 100; halving++) {
            double step = (low + high) / 2;
            boolean near = game.reference().tilt(rewards, step).kl(game.reference()) < kl;
            low = near ? step : low;
            high = near ? high : step;
        }
        return game.reference().tilt(rewards, low);
    }

    @Test
    void theFitRecoversTheRewardsOfABradleyTerryGameUnderAnyMass() {
        MatrixGame game = Games.get("BT");
        double[] rewards = BradleyTerry.rewards(game);
        assertEquals(1, rewards[0] - rewards[1], 1e-7);
        double[][] pairs = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                pairs[i][j] = game.probability(i, j);
            }
        }
        double[] skewed = BradleyTerry.rewards(pairs, new double[] {.999998, 1e-6, 1e-6});
        assertEquals(1, skewed[0] - skewed[1], 1e-6);
        assertEquals(1, skewed[1] - skewed[2], 1e-6);
    }

    @Property
    void fittedRewardsWinAsOftenAsTheDataSay(@ForAll @IntRange(min = 3, max = 30) int size, @ForAll long seed) {
        MatrixGame game = Games.random(size, seed);
        double[] rewards = BradleyTerry.rewards(game);
        for (int i = 0; i < size; i++) {
            double expected = 0;
            double observed = 0;
            for (int j = 0; j < size; j++) {
                expected += 1 / (1 + Math.exp(rewards[j] - rewards[i]));
                observed += game.probability(i, j);
            }
            assertEquals(observed, expected, 1e-7 * size);
        }
    }

    @Property
    void verdictsThatAreAlmostCertainAreFittedToo(@ForAll @IntRange(min = 3, max = 30) int size, @ForAll long seed) {
        double[] levels = {0, 1e-12, 1e-7, 1e-4, .5, .9, 1 - 1e-6, 1 - 1e-9, 1};
        Random random = new Random(seed);
        PreferenceMatrix verdict = PreferenceMatrix.of(size, (i, j) -> levels[random.nextInt(levels.length)]);
        double[] rewards = BradleyTerry.rewards(MatrixGame.of("verdict", MatrixGame.numbered(size), verdict));
        assertTrue(Arrays.stream(rewards).allMatch(reward -> Math.abs(reward) < 1e3), () -> Arrays.toString(rewards));
    }

    @Property
    void theLinearProgramHasNoDualityGap(@ForAll @IntRange(min = 3, max = 30) int size, @ForAll long seed) {
        MatrixGame game = Games.random(size, seed);
        Equilibrium nash = Equilibrium.of(game);
        assertEquals(0.5, nash.value(), 1e-9);
        double gap = Exploitability.dualityGap(game, nash.policy());
        assertTrue(gap >= -1e-12 && gap < 1e-9, () -> "gap " + gap);
    }

    @Property
    void exploitabilityIsNeverBelowZeroAndBoundsEveryOpponent(
            @ForAll @IntRange(min = 3, max = 30) int size, @ForAll long seed) {
        MatrixGame game = Games.random(size, seed);
        TabularPolicy policy = Games.randomPolicy(size, seed);
        TabularPolicy opponent = Games.randomPolicy(size, seed + 1);
        double exploitability = Exploitability.of(game, policy);
        assertTrue(exploitability > -1e-12);
        assertTrue(game.winRate(opponent, policy) <= 0.5 + exploitability + 1e-12);
        assertEquals(0.5, game.winRate(policy, policy), 1e-12);
    }

    @Property(tries = 100)
    void theRegularisedEquilibriumHasNoGapAndObeysItsBias(
            @ForAll @IntRange(min = 3, max = 10) int size,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.03, max = 1) double tau) {
        MatrixGame game = Games.random(size, seed).withReference(Games.randomPolicy(size, seed));
        TabularPolicy policy = RegularisedEquilibrium.of(game, tau);
        assertTrue(Exploitability.dualityGap(game, policy, tau) < 1e-10);
        double worst = 0;
        for (int i = 0; i < size; i++) {
            worst = Math.max(worst, -tau * game.reference().logP(i));
        }
        assertTrue(Exploitability.of(game, policy) <= worst + 1e-12);
    }
}
