package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Evaluation;
import dev.agon.learner.Term;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.PreferenceMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every loss, computed by the configured algorithm from a judged group, against the specification's numbers. */
class LossesTest {
    private static final GoldenNumbers GOLDEN = GoldenNumbers.load();
    private static final double TOLERANCE = 1e-6;

    /** The point of the table of losses. */
    private static final Example TABLE =
            new Example(List.of(8, 11), List.of(-12.4, -15.0), List.of(-13.1, -14.2), (i, j) -> 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dpo | reference = start | dpo",
                "online-dpo | labels = hard | dpo",
                "iterative-dpo | reference = previous, beta = 2 | dno-prct",
                "cdpo | '' | section6.cdpo",
                "ipo | '' | section6.ipo-tau-01",
                "ipo | tau = 1 | section6.ipo-tau-1",
                "online-ipo | '' | section6.ipo-tau-01",
                "ipo-md | '' | section6.ipo-tau-01",
                "slic | '' | section6.slic",
                "slic-hf | '' | section6.slic-hf",
                "simpo | '' | section6.simpo",
                "inpo | tau = 0.1, eta = 2 | section6.inpo",
                "vpo | alpha = 0.1 | section6.vpo-online",
                "vpo | alpha = 0.1, mode = offline | section6.vpo-offline"
            })
    void thePairOfSection6(String name, String overrides, String key) {
        // IPO-MD weighs the pair by its importance; with a share of 0 the weights are 1.
        String more = name.equals("ipo-md") ? "beta = 0" : overrides;

        assertEquals(
                GOLDEN.get(key), Example.section6().at(name, more, -8.0, -11.0).loss(), TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dpo | '' | trl-sigmoid",
                "slic | '' | losses.hinge",
                "ipo | '' | losses.ipo-summed",
                "ipo-per-token | tau = 0.1 | losses.ipo-per-token",
                "exo | '' | losses.exo",
                "nca | '' | losses.nca",
                "robust-dpo | '' | losses.robust",
                "cdpo | '' | losses.cdpo",
                "bco | '' | losses.bco",
                "apo-zero | '' | losses.apo-zero",
                "apo-down | '' | losses.apo-down",
                "discopop | '' | losses.discopop",
                "dpo-per-token | beta = 0.1 | losses.dpo-per-token",
                "inpo | eta = 0.1, tau = 0.05 | losses.inpo"
            })
    void thePairOfTheTable(String name, String overrides, String key) {
        assertEquals(GOLDEN.get(key), TABLE.at(name, overrides, -12.0, -15.5).loss(), TOLERANCE);
    }

    @Test
    void softLabelsAreTheJudgesProbabilities() {
        Example unsure = Example.section6().judgedBy((i, j) -> 0.7);

        assertEquals(
                GOLDEN.get("section6.dpo-soft"),
                unsure.at("dpo", "labels = soft", -8.0, -11.0).loss(),
                TOLERANCE);
    }

    @Test
    void anAnswerOfSppoIsRegressedOnItsWinRate() {
        // Two answers beat each other in 1 and 0 of the duels; their loss is the mean of the table's two summands.
        assertEquals(
                GOLDEN.get("losses.sppo-hard-mean"),
                sppo(Example.tokens(-12, 8), Example.tokens(-15.5, 11)),
                TOLERANCE);
        assertEquals(
                GOLDEN.get("losses.sppo-hard-sum"), 2 * sppo(Example.tokens(-12, 8), Example.tokens(-15.5, 11)), 2e-6);
        assertEquals(GOLDEN.get("losses.sppo-soft-mean"), regression(1.1, -1.3, 10, 0.8, 0.3) / 2, TOLERANCE);
        assertEquals(GOLDEN.get("section6.sppo-soft"), regression(2, -2, 10, 0.8, 0.3), TOLERANCE);
        assertEquals(GOLDEN.get("section6.sppo-hard"), regression(2, -2, 10, 1, 0), TOLERANCE);
    }

    private static double sppo(float[] chosen, float[] rejected) {
        Example example = new Example(List.of(8, 11), List.of(-13.1, -14.2), List.of(-13.1, -14.2), (i, j) -> 1);
        return example.terms(Example.algorithm("sppo", ""))
                .get(0)
                .evaluate(List.of(chosen, rejected))
                .loss();
    }

    /** The sum over two answers with these log-ratios and win rates. */
    private static double regression(double first, double second, double eta, double winFirst, double winSecond) {
        double[] targets = {eta * (winFirst - 0.5), eta * (winSecond - 0.5)};
        return 2
                * RewardLoss.regression(new int[] {0, 1}, i -> targets[i])
                        .at(new double[] {first, second})
                        .loss();
    }

    @Test
    void ktoOfAGoodAndABadAnswer() {
        // beta times the mean log-ratio of the sampled answers is the baseline z = 0.05.
        Example example = new Example(List.of(4, 5), List.of(-9.0, -9.0), List.of(-10.0, -9.0), (i, j) -> 1);
        double good = example.at("kto", "undesirable-weight = 0", -8.0, -11.0).loss();
        double bad = example.at("kto", "desirable-weight = 0", -8.0, -11.0).loss();

        assertEquals(GOLDEN.get("section6.kto-good"), 2 * good, TOLERANCE); // the mean over two answers
        assertEquals(GOLDEN.get("section6.kto-bad"), 2 * bad, TOLERANCE);
    }

    @Test
    void xpoChargesWhatTheStartWouldSay() {
        // All weight on the rejected answer, as if it alone had been drawn from the start.
        assertEquals(GOLDEN.get("losses.xpo"), xpo(TABLE, new double[] {0, 2}, -12, -15.5), TOLERANCE);
        assertEquals(GOLDEN.get("section6.xpo"), xpo(Example.section6(), new double[] {0, 2}, -8, -11), TOLERANCE);
        // While the policy still is the start, all weights are 1.
        Example fresh = new Example(TABLE.lengths(), TABLE.reference(), TABLE.reference(), (i, j) -> 1);
        assertEquals(
                xpo(TABLE, new double[] {1, 1}, -12, -15.5),
                fresh.at("xpo", "alpha = 0.01", -12.0, -15.5).loss(),
                TOLERANCE);
    }

    private static double xpo(Example example, double[] weights, double chosen, double rejected) {
        Answers answers = example.answers();
        Xpo xpo = (Xpo) Example.algorithm("xpo", "alpha = 0.01");
        double[] rewards = {
            xpo.reward(answers, 0).at(chosen), xpo.reward(answers, 1).at(rejected)
        };
        return RewardLoss.mean(xpo.comparisons(answers), xpo.loss())
                .plus(xpo.charge(answers, weights))
                .at(rewards)
                .loss();
    }

    @Test
    void aRankingIsThatOfPlackettAndLuce() {
        double[] rewards = {0.2, -0.1, -0.3};

        assertEquals(
                GOLDEN.get("section6.plackett-luce"),
                RewardLoss.ranking(new double[] {1, 0.5, 0}, 1e-9).at(rewards).loss(),
                TOLERANCE);
        Example three =
                new Example(List.of(2, 2, 2), List.of(-5.0, -5.0, -5.0), List.of(-10.0, -10.0, -10.0), (i, j) -> 1);
        assertEquals(
                GOLDEN.get("section6.plackett-luce"),
                three.at("plackett-luce", "", -8.0, -11.0, -13.0).loss(),
                TOLERANCE);
    }

    @Test
    void aRankingOfTwoIsAPair() {
        assertEquals(
                TABLE.at("dpo", "", -12.0, -15.5).loss(),
                TABLE.at("plackett-luce", "", -12.0, -15.5).loss(),
                1e-12);
    }

    @Test
    void aTieInARankingFavoursNeither() {
        RewardLoss tied = RewardLoss.ranking(new double[] {1, 0, 0}, 1e-9);

        assertEquals(
                tied.at(new double[] {0.2, -0.1, -0.3}).loss(),
                tied.at(new double[] {0.2, -0.3, -0.1}).loss(),
                1e-12);
        assertEquals(
                0,
                tied.at(new double[] {0.2, -0.1, -0.1}).by(1)
                        - tied.at(new double[] {0.2, -0.1, -0.1}).by(2),
                1e-12);
    }

    @Test
    void nashMdTakesTheWholeAnswersLogRatio() {
        List<Term> terms = new Example(List.of(3, 3), List.of(-3.5, -2.0), List.of(-3.6, -2.0), (i, j) -> 0.7)
                .terms(Example.algorithm("nash-md-pg", "tau = 0.1"));

        Evaluation first = terms.get(0).evaluate(List.of(new float[] {-1, -0.5f, -2}));

        assertEquals(GOLDEN.get("losses.nash-md"), first.loss(), TOLERANCE);
        for (float derivative : first.derivatives().get(0)) {
            assertEquals(GOLDEN.get("losses.nash-md-derivative"), derivative, TOLERANCE);
        }
    }

    @Test
    void advantagesEqualTheGoldenValues() {
        double[] rewards = {1, 0, 0.5, 0.5};

        assertArrayEquals(GOLDEN.vector("losses.grpo"), gradient("grpo").advantages(rewards), TOLERANCE);
        assertArrayEquals(GOLDEN.vector("rloo-trl"), gradient("rloo").advantages(rewards), TOLERANCE);
        double[] others = {0.9, 0.5, 0.1, 0.5};
        assertArrayEquals(GOLDEN.vector("rloo"), gradient("rloo").advantages(others), TOLERANCE);
        assertArrayEquals(GOLDEN.vector("mean"), gradient("dr-grpo").advantages(others), TOLERANCE);
        assertEquals(1.2244, gradient("grpo").advantages(others)[0], 5e-5);
        assertArrayEquals(new double[] {0.4, 0, -0.4, 0}, gradient("reinforce").advantages(others), TOLERANCE);
    }

    private static PolicyGradient gradient(String name) {
        return (PolicyGradient) Example.algorithm(name, "");
    }

    /** With ties the policy gradient vanishes and what is left is the penalty of one token, section 7. */
    @Test
    void grpoPenalisesWithTheThirdEstimator() {
        Example ties = new Example(List.of(1, 1), List.of(-2.0, -2.0), List.of(-2.3, -2.0), (i, j) -> 0.5);
        Algorithm grpo = Example.algorithm("grpo", "beta = 1");

        Evaluation moved = ties.terms(grpo).get(0).evaluate(List.of(new float[] {-2}));

        assertEquals(GOLDEN.get("k3"), moved.loss(), TOLERANCE);
        assertEquals(1 - Math.exp(-0.3), moved.derivatives().get(0)[0], TOLERANCE);
    }

    @Test
    void winRatesOfARoundOfRockPaperScissorsAreHalf() {
        PreferenceMatrix round = PreferenceMatrix.of(3, (i, j) -> j - i == 1 ? 1 : 0);

        double[] rates = {round.winRate(0), round.winRate(1), round.winRate(2)};

        assertArrayEquals(GOLDEN.vector("losses.rps-win-rates"), rates, 1e-12);
    }

    @Test
    void aRewardModelsLossIsTheLogisticOne() {
        assertEquals(GOLDEN.get("losses.reward-model"), LogSpace.negativeLogSigmoid(1.3 - 0.4), TOLERANCE);
    }
}
