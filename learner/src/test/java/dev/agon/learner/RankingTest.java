package dev.agon.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.loss.LogSpace;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingTest {
    private static final double BETA = .1;

    private static JudgedGroup group(int size, PreferenceMatrix.Duel duel) {
        List<Completion> completions = IntStream.range(0, size)
                .mapToObj(i -> new Completion(0, Tokens.of(i), LogProbs.of(0), true, "", List.of()))
                .toList();
        return new JudgedGroup(
                new Group(new Prompt("p", "", Map.of()), Tokens.of(1), completions),
                new Verdict("test", PreferenceMatrix.of(size, duel), Map.of()));
    }

    /** Pairs of which the first is better, with the log-probability of each whole answer. */
    private static SortedMap<String, Double> ofPairs(double[][] policy, double[][] reference) {
        List<JudgedGroup> groups = IntStream.range(0, policy.length)
                .mapToObj(any -> group(2, (i, j) -> 1))
                .toList();
        return Ranking.of(
                groups,
                (g, answer) -> LogProbs.of((float) policy[g][answer]),
                (g, answer) -> LogProbs.of((float) reference[g][answer]));
    }

    /**
     * The losses at which a pair's ranking turns round, beta = 0.1; numbers of the specification of this project, no.
     * 35.
     */
    @ParameterizedTest
    @CsvSource({"5, .474077", "30, .048587"})
    void aRankingTurnsRoundAtTheLossOfTheTheorem(double difficulty, double loss) {
        assertEquals(loss, LogSpace.negativeLogSigmoid(BETA * difficulty), 1e-6);
        double[][] reference = {{-50, -50 + difficulty}};
        double tooLittle = difficulty - .01;
        double enough = difficulty + .01;
        assertTrue(LogSpace.negativeLogSigmoid(BETA * tooLittle) > loss);
        assertEquals(
                0,
                ofPairs(new double[][] {{-50 + tooLittle, -50 + difficulty}}, reference)
                        .getOrDefault("ranking/policy", Double.NaN));
        SortedMap<String, Double> turned = ofPairs(new double[][] {{-50 + enough, -50 + difficulty}}, reference);
        assertEquals(1, turned.getOrDefault("ranking/policy", Double.NaN));
        assertEquals(1, turned.getOrDefault("ranking/turned_round", Double.NaN));
        assertEquals(0, turned.getOrDefault("ranking/reference", Double.NaN));
        assertEquals(difficulty, turned.getOrDefault("ranking/difficulty", Double.NaN), 1e-5);
    }

    /**
     * The theorem on drawn pairs, which it predicts without exception; the implicit reward may be right all the while.
     */
    @Test
    void theTheoremHoldsForEveryPair() {
        int pairs = 2000;
        double[][] policy = new double[pairs][2];
        double[][] reference = new double[pairs][2];
        int wrong = 0;
        int predicted = 0;
        for (int p = 0; p < pairs; p++) {
            CounterRandom random = CounterRandom.of(35).at(p);
            for (int answer = 0; answer < 2; answer++) {
                reference[p][answer] = -60 + 20 * random.uniform(answer);
            }
            policy[p][0] = reference[p][0] + 12 * random.uniform(2);
            policy[p][1] = reference[p][1] - random.uniform(3);
            double difficulty = reference[p][1] - reference[p][0];
            double loss = LogSpace.negativeLogSigmoid(
                    BETA * (policy[p][0] - reference[p][0] - policy[p][1] + reference[p][1]));
            wrong += difficulty > 0 ? 1 : 0;
            predicted += difficulty > 0 && loss <= LogSpace.negativeLogSigmoid(BETA * difficulty) ? 1 : 0;
        }
        SortedMap<String, Double> figures = ofPairs(policy, reference);
        assertEquals(1, figures.getOrDefault("ranking/implicit_reward", Double.NaN));
        assertEquals(1 - wrong / (double) pairs, figures.getOrDefault("ranking/reference", Double.NaN), 1e-12);
        assertEquals(predicted / (double) wrong, figures.getOrDefault("ranking/turned_round", Double.NaN), 1e-12);
        assertTrue(figures.getOrDefault("ranking/policy", Double.NaN) < .95, () -> String.valueOf(figures));
    }

    /** The better answer is twice as long: less probable as a whole, more so a token. */
    @Test
    void lengthPlaysNoPartPerToken() {
        SortedMap<String, Double> figures = Ranking.of(
                List.of(group(2, (i, j) -> .9)),
                (g, answer) -> answer == 0 ? LogProbs.of(-1, -1) : LogProbs.of(-1.5f),
                (g, answer) -> answer == 0 ? LogProbs.of(-2, -2) : LogProbs.of(-1.5f));
        assertEquals(0, figures.getOrDefault("ranking/policy", Double.NaN));
        assertEquals(1, figures.getOrDefault("ranking/policy_per_token", Double.NaN));
        assertEquals(0, figures.getOrDefault("ranking/reference_per_token", Double.NaN));
        assertEquals(1, figures.getOrDefault("ranking/implicit_reward", Double.NaN));
    }

    @Test
    void tiesOfTheJudgeAreNoPairsAndThoseOfThePolicyCountHalf() {
        // Of three answers the first beats the others, which tie.
        List<JudgedGroup> groups = List.of(group(3, (i, j) -> i == 0 ? 1 : .5));
        ReferenceLogProbs logP = (g, answer) -> LogProbs.of(answer == 2 ? -2 : -1);
        SortedMap<String, Double> figures = Ranking.of(groups, logP, logP);
        assertEquals(.75, figures.getOrDefault("ranking/policy", Double.NaN));
        assertEquals(.5, figures.getOrDefault("ranking/implicit_reward", Double.NaN));
        assertTrue(Ranking.of(List.of(group(3, (i, j) -> .5)), logP, logP).isEmpty());
    }

    @Test
    void circlesOfLabelsStandBesideThoseOfCoins() {
        SortedMap<String, Double> rps = Circles.of(List.of(group(3, (i, j) -> i == 0 && j == 2 ? 1 : 0)));
        assertEquals(1, rps.getOrDefault("verdicts/cyclic_share", Double.NaN));
        assertEquals(1, rps.getOrDefault("verdicts/hodge_share", Double.NaN), 1e-12);
        assertEquals(.25, rps.getOrDefault("verdicts/cyclic_share_null", Double.NaN));
        assertEquals(1 / 3.0, rps.getOrDefault("verdicts/hodge_share_null", Double.NaN), 1e-12);
        assertTrue(Circles.of(List.of(group(2, (i, j) -> 1))).isEmpty(), "two answers are in order");
    }

    /** Labels of equal scores reach the null on average, those of unequal ones stay below it. */
    @Test
    void noScoresGiveMoreCirclesThanTheNull() {
        for (double spread : new double[] {0, 1, 3}) {
            List<JudgedGroup> groups = IntStream.range(0, 2000)
                    .mapToObj(g -> group(6, (i, j) -> {
                        CounterRandom random = CounterRandom.of(g);
                        double difference = spread * (random.uniform(i) - random.uniform(j));
                        return random.at(i).uniform(j) < 1 / (1 + Math.exp(-difference)) ? 1 : 0;
                    }))
                    .toList();
            SortedMap<String, Double> figures = Circles.of(groups);
            double cycles = figures.getOrDefault("verdicts/cyclic_share", Double.NaN)
                    - figures.getOrDefault("verdicts/cyclic_share_null", Double.NaN);
            double hodge = figures.getOrDefault("verdicts/hodge_share", Double.NaN)
                    - figures.getOrDefault("verdicts/hodge_share_null", Double.NaN);
            if (spread == 0) {
                assertEquals(0, cycles, .01);
                assertEquals(0, hodge, .01);
            } else {
                assertTrue(cycles < 0 && hodge < 0, () -> String.valueOf(figures));
            }
        }
    }

    /** Probabilities of scores are their own null; COMAL3's are a circle, .9837 of it (specification, section 8.6). */
    @Test
    void circlesOfProbabilitiesStandBesideThoseOfFittedScores() {
        SortedMap<String, Double> scores = Circles.of(List.of(group(4, (i, j) -> 1 / (1 + Math.exp(i - j)))));
        assertEquals(0, scores.getOrDefault("verdicts/cyclic_share", Double.NaN));
        assertEquals(
                scores.getOrDefault("verdicts/hodge_share_null", Double.NaN),
                scores.getOrDefault("verdicts/hodge_share", Double.NaN),
                1e-9);
        double[][] comal = {{.5, .1, .8}, {.9, .5, .1}, {.2, .9, .5}};
        SortedMap<String, Double> circle = Circles.of(List.of(group(3, (i, j) -> comal[i][j])));
        assertEquals(1, circle.getOrDefault("verdicts/cyclic_share", Double.NaN));
        assertEquals(0, circle.getOrDefault("verdicts/cyclic_share_null", Double.NaN));
        assertEquals(.9837, circle.getOrDefault("verdicts/hodge_share", Double.NaN), 5e-5);
        assertTrue(circle.getOrDefault("verdicts/hodge_share_null", Double.NaN) < .01, () -> String.valueOf(circle));
    }
}
