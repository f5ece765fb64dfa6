package dev.agon.learner.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Groups;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.TabularModel;
import dev.agon.learner.Term;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the algorithms end on games that are known: gradient descent on the enumerated expectation of their terms. */
class FixedPointsTest {
    private static final int[] PROMPT = {0};
    private static final double[] REF = {0.5, 0.3, 0.2};
    private static final double[] PREVIOUS = {0.6, 0.3, 0.1};
    private static final double[][] COMAL3 = GoldenNumbers.COMAL3;
    private static final double[][] TWO_ACTIONS = {{0.5, 0.7}, {0.3, 0.5}};
    private static final GoldenNumbers GOLDEN = GoldenNumbers.load();

    @Test
    void onlineIpoEndsInTheRegularisedEquilibrium() {
        double[] uniform = {1 / 3.0, 1 / 3.0, 1 / 3.0};

        assertArrayEquals(
                GOLDEN.vector("regularised-nash-uniform"),
                selfPlay("online-ipo", "", COMAL3, uniform, 0.03, 1500),
                1e-6);
        assertArrayEquals(GOLDEN.vector("regularised-nash"), selfPlay("online-ipo", "", COMAL3, REF, 0.03, 1500), 1e-6);
    }

    @Test
    void withoutAMixtureIpoMdIsOnlineIpo() {
        assertArrayEquals(
                GOLDEN.vector("regularised-nash"), selfPlay("ipo-md", "beta = 0", COMAL3, REF, 0.03, 1500), 1e-6);
    }

    @Test
    void inpoStaysInTheRegularisedEquilibriumItReached() {
        assertArrayEquals(
                GOLDEN.vector("regularised-nash"),
                selfPlay("inpo", "tau = 0.1, eta = 0.5", COMAL3, REF, 0.5, 1500),
                1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "reinforce, 'tau = 0.1'",
        "nash-md-pg, 'tau = 0.1, beta = 0'",
        "rloo, 'tau = 0.2'", // with two answers its own baseline halves the penalty
        "dr-grpo, 'tau = 0.2'"
    })
    void policyGradientsEndInTheRegularisedEquilibrium(String name, String overrides) {
        assertArrayEquals(GOLDEN.vector("regularised-nash"), selfPlay(name, overrides, COMAL3, REF, 1, 1500), 1e-5);
    }

    @Test
    void ipoFindsTheEquilibriumOfTwoActionsAndDpoThatOfBradleyAndTerry() {
        double[] uniform = {0.5, 0.5};

        assertEquals(
                GOLDEN.get("two-actions-ipo-tau-1"),
                selfPlay("online-ipo", "tau = 1", TWO_ACTIONS, uniform, 0.3, 300)[0],
                1e-6);
        assertEquals(
                GOLDEN.get("two-actions-ipo-tau-01"),
                selfPlay("online-ipo", "tau = 0.1", TWO_ACTIONS, uniform, 0.3, 600)[0],
                1e-6);
        assertEquals(
                GOLDEN.get("two-actions-dpo-beta-1"),
                selfPlay("online-dpo", "labels = soft, beta = 1", TWO_ACTIONS, uniform, 1, 600)[0],
                1e-6);
    }

    @Test
    void aStepOfInpoIsThatOfMirrorDescent() {
        assertArrayEquals(GOLDEN.vector("inpo-step"), step("inpo", "tau = 0.1, eta = 2", COMAL3, 1, 600), 1e-6);
    }

    @Test
    void aStepOfSppoIsTheRegressionsMinimum() {
        assertArrayEquals(GOLDEN.vector("sppo-step"), step("sppo", "eta = 0.5, answers = all", COMAL3, 0.5, 800), 1e-6);
    }

    @Test
    void withoutDivergencesRspoIsSppo() {
        assertArrayEquals(
                GOLDEN.vector("sppo-step"),
                step("rspo", "eta = 0.5, forward = 0, reverse = 0", COMAL3, 0.5, 800),
                1e-6);
    }

    /** A heavy divergence, whichever way, leaves the policy where the start is. */
    @ParameterizedTest
    @CsvSource({"'forward = 200, reverse = 0', 400", "'forward = 0, reverse = 200', 200"})
    void divergencesOfRspoPullToTheStart(String divergences, double sharpness) {
        double[] policy = new double[] {0.6, 0.3, 0.1};
        List<Integer> answers = copies(policy, 10);
        TabularModel model = new TabularModel(3).set(PROMPT, policy);
        TabularModel start = new TabularModel(3).set(PROMPT, REF);
        List<JudgedGroup> group = group(model.snapshot(), answers, COMAL3);
        Algorithm rspo = Example.algorithm("rspo", "eta = 1e-3, " + divergences);

        for (int n = 0; n < 400; n++) {
            accumulate(model, rspo.terms(group, logProbs(start, group)), 1);
            descend(model, 1 / sharpness);
        }

        assertArrayEquals(REF, model.probabilities(PROMPT), 3e-3);
    }

    @Test
    void weightsMakeDrawsFromTheMixture() {
        TabularModel policy = new TabularModel(3).set(PROMPT, PREVIOUS);
        TabularModel start = new TabularModel(3).set(PROMPT, REF);
        List<Integer> answers = copies(PREVIOUS, 10);
        List<JudgedGroup> group = group(policy, answers, COMAL3);

        double[] weights = Answers.of(group, logProbs(start, group)).get(0).mixtureWeights(0.05);

        double[] mixture = new double[3];
        IntStream.range(0, 10).forEach(i -> mixture[answers.get(i)] += weights[i] / 10);
        assertArrayEquals(GOLDEN.vector("nash-md-mixture"), mixture, 1e-6);
    }

    /** Many answers a prompt, in the proportions of the policy, up to rounding: both share their fixed points. */
    @ParameterizedTest
    @CsvSource({"nash-md-pg, 0.25, 1", "nash-md-pg, 0.5, 1", "ipo-md, 0.25, 0.1", "ipo-md, 0.5, 0.1"})
    void againstTheMixtureBothEndInTheSamePoint(String name, double beta, double rate) {
        Algorithm algorithm = Example.algorithm(name, "tau = 0.1, beta = " + beta);
        TabularModel model = new TabularModel(3).set(PROMPT, REF);
        TabularModel start = new TabularModel(3).set(PROMPT, REF);
        for (int n = 0; n < 300; n++) {
            List<Integer> answers = copies(model.probabilities(PROMPT), 120);
            List<JudgedGroup> group = group(model, answers, COMAL3);
            List<Term> terms = algorithm.terms(group, logProbs(start, group));
            accumulate(model, terms, 1.0 / terms.size());
            descend(model, rate);
        }
        double[] golden = GOLDEN.vector("nash-md-" + Math.round(100 * beta));
        assertArrayEquals(golden, model.probabilities(PROMPT), 0.012);
    }

    /** Against the average of its own logits: every answer of the policy meets every one of the average. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void againstItsAverageThePolicyEndsInTheRegularisedEquilibrium(double beta) {
        assertArrayEquals(GOLDEN.vector("regularised-nash"), againstAverage(beta, 1500), 1e-5);
    }

    @Test
    void againstTheStartThePolicyEndsInItsBestResponse() {
        double[] best = new double[3];
        for (int i = 0; i < 3; i++) {
            double winRate = 0;
            for (int j = 0; j < 3; j++) {
                winRate += REF[j] * COMAL3[i][j];
            }
            best[i] = REF[i] * Math.exp(winRate / 0.1);
        }
        double sum = Arrays.stream(best).sum();
        assertArrayEquals(Arrays.stream(best).map(p -> p / sum).toArray(), againstAverage(1, 3000), 1e-5);
    }

    private static double[] againstAverage(double beta, int steps) {
        Algorithm algorithm = Example.algorithm("nash-ema-pg", "tau = 0.1, beta = " + beta);
        TabularModel model = new TabularModel(3).set(PROMPT, REF);
        LanguageModel start = model.snapshot();
        model.keepAverage(false);
        for (int n = 0; n < steps; n++) {
            model.follow(algorithm.averageDecay().orElseThrow());
            double[] own = model.probabilities(PROMPT);
            double[] average = ((TabularModel) model.average()).probabilities(PROMPT);
            List<JudgedGroup> groups = new ArrayList<>();
            for (int pair = 0; pair < 9; pair++) {
                groups.add(Groups.guests(
                        group(model, List.of(pair / 3, pair % 3), COMAL3).get(0), algorithm));
            }
            for (Term term : algorithm.terms(groups, logProbs(start, groups))) {
                accumulate(model, List.of(term), own[term.group() / 3] * average[term.group() % 3]);
            }
            descend(model, 1);
        }
        return model.probabilities(PROMPT);
    }

    /** The policy's answers are every one that it gives, the written ones come from the data. */
    @Test
    void spinEndsInTheDistributionOfTheData() {
        double[] data = {0.2, 0.5, 0.3};
        Algorithm spin = Example.algorithm("spin", "lambda = 0.5");
        TabularModel model = new TabularModel(3).set(PROMPT, PREVIOUS);
        for (int n = 0; n < 3000; n++) {
            LanguageModel sampler = model.snapshot();
            double[] own = model.probabilities(PROMPT);
            List<JudgedGroup> groups = new ArrayList<>();
            for (int pair = 0; pair < 9; pair++) {
                groups.add(Groups.guests(
                        group(sampler, List.of(pair / 3, pair % 3), COMAL3).get(0), spin));
            }
            for (Term term : spin.terms(groups, ReferenceLogProbs.recorded(groups))) {
                accumulate(model, List.of(term), own[term.group() / 3] * data[term.group() % 3]);
            }
            descend(model, 0.5);
        }
        assertArrayEquals(data, model.probabilities(PROMPT), 1e-5);
    }

    /** Descends with fresh answers at each step: every two answers, weighed by how likely the policy draws them. */
    private static double[] selfPlay(
            String name, String overrides, double[][] game, double[] ref, double rate, int steps) {
        Algorithm algorithm = Example.algorithm(name, overrides);
        double[] begin = ref.length == 3 ? new double[] {0.2, 0.2, 0.6} : new double[] {0.4, 0.6};
        TabularModel model = new TabularModel(ref.length).set(PROMPT, begin);
        LanguageModel start = new TabularModel(ref.length).set(PROMPT, ref).snapshot();
        for (int n = 0; n < steps; n++) {
            accumulatePairs(model, model.snapshot(), model.probabilities(PROMPT), start, algorithm, game);
            descend(model, rate);
        }
        return model.probabilities(PROMPT);
    }

    /** Descends to the minimum of one iteration's loss: answers and recorded log-probabilities are those of pi_t. */
    private static double[] step(String name, String overrides, double[][] game, double rate, int steps) {
        Algorithm algorithm = Example.algorithm(name, overrides);
        TabularModel model = new TabularModel(3).set(PROMPT, PREVIOUS);
        LanguageModel sampler = model.snapshot();
        LanguageModel start = new TabularModel(3).set(PROMPT, REF).snapshot();
        for (int n = 0; n < steps; n++) {
            accumulatePairs(model, sampler, PREVIOUS, start, algorithm, game);
            descend(model, rate);
        }
        return model.probabilities(PROMPT);
    }

    private static void accumulatePairs(
            TabularModel model,
            LanguageModel sampler,
            double[] drawn,
            LanguageModel start,
            Algorithm algorithm,
            double[][] game) {
        // All pairs are one iteration, so that ties among them are not mistaken for an iteration of ties.
        List<JudgedGroup> groups = new ArrayList<>();
        double[] weights = new double[drawn.length * drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            for (int j = 0; j < drawn.length; j++) {
                weights[groups.size()] = drawn[i] * drawn[j];
                groups.addAll(group(sampler, List.of(i, j), game));
            }
        }
        boolean needsStart = algorithm.reference() == Reference.START;
        ReferenceLogProbs reference = needsStart ? logProbs(start, groups) : ReferenceLogProbs.recorded(groups);
        List<Term> terms = algorithm.terms(groups, reference);
        for (Term term : terms) {
            double share = 1.0
                    / terms.stream()
                            .filter(other -> other.group() == term.group())
                            .count();
            accumulate(model, List.of(term), weights[term.group()] * share);
        }
    }

    private static void accumulate(TabularModel model, List<Term> terms, double weight) {
        model.accumulate(terms.stream()
                .map(term -> new MicroBatch(term.sequences(), logProbs -> term.evaluate(logProbs).derivatives().stream()
                        .map(values -> LogSpace.constant(1, values[0] * weight))
                        .toList()))
                .toList());
    }

    /** Without momentum, and with a large epsilon, AdamW is plain gradient descent. */
    private static void descend(TabularModel model, double rate) {
        model.step(new StepOptions(1e9 * rate, 0, 0, 0, 1e9, 1e9));
    }

    private static List<JudgedGroup> group(LanguageModel sampler, List<Integer> answers, double[][] game) {
        List<int[]> tokens = answers.stream().map(answer -> new int[] {answer}).toList();
        return List.of(Groups.judged(sampler, PROMPT, tokens, (i, j) -> game[answers.get(i)][answers.get(j)]));
    }

    /** So many answers in the proportions of a policy; the largest remainders are rounded up. */
    private static List<Integer> copies(double[] policy, int n) {
        int[] counts = Arrays.stream(policy)
                .mapToInt(p -> (int) Math.floor(p * n + 1e-9))
                .toArray();
        while (Arrays.stream(counts).sum() < n) {
            int shortest = IntStream.range(0, counts.length)
                    .boxed()
                    .max((a, b) -> Double.compare(policy[a] * n - counts[a], policy[b] * n - counts[b]))
                    .orElseThrow();
            counts[shortest]++;
        }
        return IntStream.range(0, counts.length)
                .boxed()
                .flatMap(action -> IntStream.range(0, counts[action]).mapToObj(unused -> action))
                .toList();
    }

    private static ReferenceLogProbs logProbs(LanguageModel model, List<JudgedGroup> groups) {
        return (group, completion) -> LogProbs.of(
                model.logProbs(List.of(Sequences.of(groups.get(group).group(), completion)))
                        .get(0));
    }
}
