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
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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

    @Test
    void earlierAnswersAreOpponentsAndTeachNothing() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.6, 0.3, 0.1);
        double[][] beats = {{0.5, 0.9, 0.2, 0.4}, {0.1, 0.5, 0.7, 1}, {0.8, 0.3, 0.5, 0.5}, {0.6, 0, 0.5, 0.5}};
        JudgedGroup group = earlier(
                2,
                Groups.judged(
                        policy,
                        PROMPT,
                        List.of(new int[] {0}, new int[] {1}, new int[] {2}, new int[] {1}),
                        (i, j) -> beats[i][j]));

        List<Term> terms = spo("tau = 0").terms(List.of(group), ReferenceLogProbs.recorded(List.of(group)));

        assertEquals(2, terms.size());
        assertEquals(-(0.9 + 0.2 + 0.4) / 3 + 0.5, derivative(policy, terms.get(0)), 1e-6);
        assertEquals(-(0.1 + 0.7 + 1) / 3 + 0.5, derivative(policy, terms.get(1)), 1e-6);
    }

    /** One opponent of the same policy and one of ten steps before: the equilibrium does not move. */
    @Test
    void againstItsQueueItEndsInTheRegularisedEquilibrium() {
        TabularModel policy = new TabularModel(3).set(PROMPT, 0.2, 0.2, 0.6);
        TabularModel start = new TabularModel(3).set(PROMPT, 0.5, 0.3, 0.2);
        Spo spo = spo("tau = 0.1");
        Deque<double[]> before = new ArrayDeque<>();
        for (int step = 0; step < 2000; step++) {
            double[] pi = policy.probabilities(PROMPT);
            before.add(pi);
            double[] old = before.size() > 10 ? before.remove() : before.element();
            for (int answers = 0; answers < 27; answers++) {
                int[] actions = {answers / 9, answers / 3 % 3, answers % 3};
                List<JudgedGroup> group = List.of(earlier(
                        2,
                        Groups.judged(
                                policy,
                                PROMPT,
                                Arrays.stream(actions)
                                        .mapToObj(action -> new int[] {action})
                                        .toList(),
                                (i, j) -> GoldenNumbers.COMAL3[actions[i]][actions[j]])));
                double weight = pi[actions[0]] * pi[actions[1]] * old[actions[2]];
                accumulate(policy, spo.terms(group, logProbs(start, group)), weight / 2);
            }
            policy.step(new StepOptions(1e9, 0, 0, 0, 1e9, 1e9));
        }

        assertArrayEquals(GoldenNumbers.load().vector("regularised-nash"), policy.probabilities(PROMPT), 1e-5);
    }

    /** The group as if all but the first answers were of earlier iterations. */
    private static JudgedGroup earlier(int own, JudgedGroup judged) {
        List<Completion> completions =
                new ArrayList<>(judged.group().completions().subList(0, own));
        judged.group().completions().stream()
                .skip(own)
                .map(answer -> answer.by(Author.EARLIER))
                .forEach(completions::add);
        return new JudgedGroup(
                new Group(judged.group().prompt(), judged.group().promptTokens(), completions), judged.verdict());
    }

    private static double derivative(TabularModel policy, Term term) {
        return term.evaluate(policy.logProbs(term.sequences())).derivatives().get(0)[0];
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
