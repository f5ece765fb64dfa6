package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Groups;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.TabularModel;
import dev.agon.learner.Term;
import dev.agon.learner.UpdateReport;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpoTest {
    private static final int[] PROMPT = {0};
    private static final Sequence ANSWER = new Sequence(PROMPT, new int[] {1, 2});

    @Test
    void baselinesEqualTheGoldenValues() {
        GoldenNumbers golden = GoldenNumbers.load();
        double[] rewards = {0.9, 0.5, 0.1, 0.5};

        assertArrayEquals(golden.vector("rloo"), spo("").lessBaseline(rewards), 1e-9);
        assertArrayEquals(golden.vector("mean"), spo("baseline = mean").lessBaseline(rewards), 1e-9);
        assertArrayEquals(golden.vector("rloo-trl"), spo("").lessBaseline(new double[] {1, 0, 0.5, 0.5}), 1e-9);
    }

    /** REINFORCE with KL control, the win rate recomputed against the present policy at each step. */
    @Test
    void fixedPointIsTheRegularisedNashEquilibrium() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.2, 0.2, 0.6);
        TabularModel start = new TabularModel(3).set(PROMPT, 0.5, 0.3, 0.2);

        climb(policy, start, spo("tau = 0.1"), null);

        assertArrayEquals(GoldenNumbers.load().vector("regularised-nash"), policy.probabilities(PROMPT), 1e-5);
    }

    @Test
    void rewardScaleActsAsTheInverseOfTau() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.2, 0.2, 0.6);
        TabularModel start = new TabularModel(3).set(PROMPT, 0.5, 0.3, 0.2);

        climb(policy, start, spo("tau = 0.5, reward-scale = 5"), null);

        assertArrayEquals(GoldenNumbers.load().vector("regularised-nash"), policy.probabilities(PROMPT), 1e-5);
    }

    /** With opponents frozen at pi_t and the KL taken to pi_t, the maximiser is the Hedge step s = 1 / tau. */
    @Test
    void againstFrozenOpponentsItClimbsToTheHedgeStep() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.6, 0.3, 0.1);

        climb(policy, policy.snapshot(), spo("tau = 2"), new double[] {0.41, 0.70, 0.44});

        assertArrayEquals(GoldenNumbers.load().vector("hedge"), policy.probabilities(PROMPT), 1e-5);
    }

    @Test
    void clippedTokensHaveNoGradient() {
        LogProbs behaviour = LogProbs.of(-1f, -1f);
        List<float[]> twice = List.of(new float[] {-1f + (float) Math.log(2), -1f});

        Evaluation good = new SpoTerm(0, 0.2, ANSWER, behaviour, 0, 1).evaluate(twice);
        Evaluation bad = new SpoTerm(0, 0.2, ANSWER, behaviour, 0, -1).evaluate(twice);

        assertEquals(-(1.2 + 1), good.loss(), 1e-6);
        assertArrayEquals(new float[] {0, -1}, good.derivatives().get(0), 1e-6f);
        assertEquals(0.5, clipFraction(good), 1e-12);
        assertEquals(2 + 1, bad.loss(), 1e-6);
        assertArrayEquals(new float[] {2, 1}, bad.derivatives().get(0), 1e-6f);
        assertEquals(0, clipFraction(bad), 1e-12);
    }

    @Test
    void advantagesOfAGroupSumToZero() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.6, 0.3, 0.1);
        List<int[]> answers = List.of(new int[] {0}, new int[] {1}, new int[] {2}, new int[] {1});
        JudgedGroup group = Groups.judged(policy, PROMPT, answers, (i, j) -> 0.3 + 0.1 * i);
        TabularModel start = new TabularModel(3);

        List<Term> terms = spo("tau = 0.2").terms(List.of(group), logProbs(start, List.of(group)));

        double sum = IntStream.range(0, 4)
                .mapToDouble(i -> -terms.get(i)
                        .evaluate(policy.logProbs(terms.get(i).sequences()))
                        .derivatives()
                        .get(0)[0])
                .sum();
        assertEquals(4, terms.size());
        assertEquals(0, sum, 1e-6);
    }

    @Test
    void tiesWithoutKlControlGiveNoTerms() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.6, 0.3, 0.1);
        List<JudgedGroup> ties =
                List.of(Groups.judged(policy, PROMPT, List.of(new int[] {0}, new int[] {1}), (i, j) -> 0.5));

        assertTrue(
                spo("tau = 0").terms(ties, logProbs(new TabularModel(3), ties)).isEmpty());
    }

    /**
     * Gradient ascent on the exact expectation: all pairs of answers, weighted by their probability under the policy.
     *
     * @param winRates of the actions, or null for those against the policy itself
     */
    private static void climb(TabularModel policy, LanguageModel start, Spo spo, double @Nullable [] winRates) {
        for (int step = 0; step < 2000; step++) {
            double[] pi = policy.probabilities(PROMPT);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    int left = i;
                    int right = j;
                    double p = winRates == null
                            ? GoldenNumbers.COMAL3[i][j]
                            : 0.5 + winRates[i] - winRates[j]; // less a baseline
                    List<JudgedGroup> pair = List.of(
                            Groups.judged(policy, PROMPT, List.of(new int[] {left}, new int[] {right}), (a, b) -> p));
                    accumulate(policy, spo.terms(pair, logProbs(start, pair)), pi[i] * pi[j] / 2);
                }
            }
            // Without momentum, and with a large epsilon, AdamW is plain gradient descent of rate 1.
            policy.step(new StepOptions(1e9, 0, 0, 0, 1e9, 1e9));
        }
    }

    private static void accumulate(TabularModel policy, List<Term> terms, double weight) {
        policy.accumulate(terms.stream()
                .map(term -> new MicroBatch(term.sequences(), logProbs -> term.evaluate(logProbs).derivatives().stream()
                        .map(values -> LogSpace.constant(1, values[0] * weight))
                        .toList()))
                .toList());
    }

    private static ReferenceLogProbs logProbs(LanguageModel model, List<JudgedGroup> groups) {
        return (group, completion) -> LogProbs.of(
                model.logProbs(List.of(Sequences.of(groups.get(group).group(), completion)))
                        .get(0));
    }

    private static double clipFraction(Evaluation evaluation) {
        return new UpdateReport(evaluation.metrics().toMap()).metric("policy/clip_fraction");
    }

    private static Spo spo(String overrides) {
        return new Spo(Groups.settings("agon.algorithm.spo", overrides));
    }
}
