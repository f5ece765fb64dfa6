package dev.agon.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.learner.algorithm.Dno;
import dev.agon.learner.algorithm.Spo;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {
    private static final int PROMPTS = 9;
    private static final Algorithm DNO = new Dno(Groups.settings("agon.algorithm.dno", ""));
    private static final Algorithm SPO = new Spo(Groups.settings("agon.algorithm.spo", ""));

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 20, 100_000})
    void microBatchesDoNotChangeTheUpdate(int tokens) {
        for (Algorithm algorithm : List.of(DNO, SPO)) {
            TabularModel whole = update(algorithm, "", 1, 0);
            TabularModel parts = update(algorithm, "micro-batch-tokens = " + tokens, 1, 0);

            assertSame(whole, parts, 1e-6);
        }
    }

    @Test
    void microBatchesStayWithinTheirTokens() {
        TabularModel model = update(SPO, "micro-batch-tokens = 8, minibatch = 1000, epochs = 1", 1, 0);

        // Prompts of 1 token and answers of 1 and 2: at most 4 sequences of 2 tokens, or 2 of 3.
        assertTrue(model.batchSizes().stream().allMatch(size -> size <= 4), model.batchSizes()::toString);
        assertEquals(4 * PROMPTS, model.batchSizes().stream().mapToInt(n -> n).sum());
    }

    @Test
    void sameSeedAndIterationGiveTheSameWeights() {
        assertSame(update(DNO, "minibatch = 4", 7, 3), update(DNO, "minibatch = 4", 7, 3), 0);
    }

    @Test
    void anotherSeedOrIterationOrEpochGivesAnotherOrder() {
        List<Integer> base = visits("epochs = 2", 7, 3);
        assertEquals(base, visits("epochs = 2", 7, 3));
        assertFalse(base.equals(visits("epochs = 2", 8, 3)));
        assertFalse(base.equals(visits("epochs = 2", 7, 4)));
        assertFalse(base.subList(0, 20).equals(base.subList(20, 40)));
        assertEquals(
                IntStream.range(0, 20).boxed().toList(),
                base.subList(0, 20).stream().sorted().toList());
    }

    @Test
    void answersOfEarlierIterationsAreNeitherScoredNorStale() {
        TabularModel model = policy();
        List<JudgedGroup> groups = groups(model, (i, j) -> 0.5 + 0.1 * (j - i));
        List<JudgedGroup> queued = groups.stream().map(LearnerTest::withQueue).toList();

        UpdateReport report = learner("").update(model, model.snapshot(), SPO, queued, 1, 5, ProgressListener.SILENT);

        assertEquals(0, report.metric("policy/staleness"));
        assertEquals(groups.stream().mapToInt(group -> group.group().own()).sum(), report.metric("learner/terms"));
    }

    /** Of version 5, with an opponent of version 2 whose text no model is to read. */
    private static JudgedGroup withQueue(JudgedGroup judged) {
        List<Completion> completions = new ArrayList<>();
        for (Completion answer : judged.group().completions()) {
            completions.add(new Completion(5, answer.tokens(), answer.logProbs(), true, "", List.of()));
        }
        int[] unknown = {999};
        completions.add(new Completion(2, Author.EARLIER, Tokens.of(unknown), LogProbs.of(-1), true, "", List.of()));
        int own = judged.group().own();
        PreferenceMatrix verdict = PreferenceMatrix.of(
                own + 1,
                (i, j) -> j == own ? 0.25 : judged.verdict().preference().get(i, j));
        return new JudgedGroup(
                new Group(judged.group().prompt(), judged.group().promptTokens(), completions),
                new Verdict("test", verdict, Map.of()));
    }

    @Test
    void aGroupOfTiesTeachesNothingAndIsCounted() {
        TabularModel model = policy();
        List<JudgedGroup> ties = groups(model, (i, j) -> 0.5);

        for (Algorithm algorithm : List.of(DNO, SPO)) {
            UpdateReport report =
                    learner("").update(model, model.snapshot(), algorithm, ties, 1, 0, ProgressListener.SILENT);

            assertEquals(0, report.metric("learner/terms"));
            assertEquals(0, report.metric("learner/steps"));
            assertEquals(PROMPTS, report.metric("learner/groups_unused"));
            assertSame(policy(), model, 0);
        }
    }

    @Test
    void reportsHowFarThePolicyMoved() {
        TabularModel start = new TabularModel(3);
        TabularModel model = policy();
        List<JudgedGroup> groups = groups(model, (i, j) -> i < j ? 1 : 0);
        List<String> progress = new ArrayList<>();

        UpdateReport report = learner(
                        "minibatch = 1000, epochs = 2, optimizer.max-gradient-norm = 1e9, learning-rate = 0.1")
                .update(model, start, DNO, groups, 1, 0, (done, total) -> progress.add(done + "/" + total));

        assertEquals(2.0 * PROMPTS, report.metric("learner/terms"));
        assertEquals(2, report.metric("learner/steps"));
        assertEquals(List.of("1/2", "2/2"), progress);
        assertEquals(0, report.metric("learner/groups_unused"));
        assertEquals(0, report.metric("policy/logp_mismatch"), 1e-6);
        assertEquals(expectedKl(groups, start), report.metric("objective/kl"), 1e-6);
        assertEquals(expectedKl(groups, model), report.metric("objective/kl_previous"), 1e-6);
        assertTrue(report.metric("policy/grad_norm") > 0);
        // The first step starts at margin 0 and loss log 2, the second lies below it.
        assertTrue(report.metric("loss") < Math.log(2));
        assertEquals(0.1, report.metric("learner/learning_rate"), 1e-12);
    }

    @Test
    void aMinibatchIsMadeOfPromptsWithAllTheirTerms() {
        for (Algorithm algorithm : List.of(DNO, SPO)) {
            TabularModel model = policy();
            List<JudgedGroup> groups = groups(model, (i, j) -> i < j ? 1 : 0);

            UpdateReport report =
                    learner("minibatch = 4").update(model, policy(), algorithm, groups, 1, 0, ProgressListener.SILENT);

            assertEquals(Math.ceil(PROMPTS / 4.0), report.metric("learner/steps"));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.agon.learner.ReferenceConfTest#algorithms")
    void everyMetricOfAnUpdateHasItsLineInTheDocument(String name) throws IOException {
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));
        Algorithm algorithm = Groups.settings("agon.algorithm." + name, "").create(Algorithm.class);
        TabularModel model = Groups.prepared(policy(), algorithm);
        List<JudgedGroup> groups = groups(model, algorithm, (i, j) -> i < j ? 1 : 0);
        UpdateReport report = learner("").update(model, policy(), algorithm, groups, 1, 0, ProgressListener.SILENT);

        List<String> missing = report.metrics().keySet().stream()
                .filter(metric -> !document.contains("\n| `" + metric + "` |"))
                .toList();
        assertEquals(List.of(), missing, "metrics without a line in docs/metrics.md");
    }

    @ParameterizedTest
    @MethodSource("dev.agon.learner.ReferenceConfTest#algorithms")
    void everyAlgorithmButSpoLogsChosenAndRejected(String name) {
        Algorithm algorithm = Groups.settings("agon.algorithm." + name, "").create(Algorithm.class);
        TabularModel model = Groups.prepared(policy(), algorithm);
        List<Integer> places = List.of(0, 3, 1, 2); // the first answer is the best, the second the worst
        List<JudgedGroup> groups = groups(model, algorithm, (i, j) -> places.get(i) < places.get(j) ? 1 : 0);
        UpdateReport report = learner("").update(model, policy(), algorithm, groups, 1, 0, ProgressListener.SILENT);

        boolean logged = report.metrics().keySet().containsAll(List.of("logps/chosen", "logps/rejected"));
        assertEquals(!(algorithm instanceof Spo), logged);
    }

    @ParameterizedTest
    @MethodSource("dev.agon.learner.ReferenceConfTest#algorithms")
    void microBatchesDoNotChangeTheUpdateOfAnyAlgorithm(String name) {
        Algorithm algorithm = Groups.settings("agon.algorithm." + name, "").create(Algorithm.class);

        TabularModel whole = update(algorithm, "", 1, 0);
        TabularModel parts = update(algorithm, "micro-batch-tokens = 1", 1, 0);

        assertSame(whole, parts, 1e-6);
    }

    @Test
    void aSamplerThatWasNotThisPolicyShowsAsAMismatch() {
        List<JudgedGroup> groups = groups(policy(), (i, j) -> i < j ? 1 : 0);
        TabularModel other = new TabularModel(3);

        UpdateReport report = learner("").update(other, other.snapshot(), DNO, groups, 1, 0, ProgressListener.SILENT);

        assertTrue(report.metric("policy/logp_mismatch") > 0.1);
    }

    /** Answers of an older version are compared with the policy before the update, not with the one that gave them. */
    @Test
    void answersOfAnOlderVersionAreScoredAnew() {
        List<JudgedGroup> groups = groups(policy(), (i, j) -> i < j ? 1 : 0);
        TabularModel newer = new TabularModel(3);

        UpdateReport report = learner("minibatch = 1000, epochs = 1")
                .update(newer, policy(), DNO, groups, 1, 1, ProgressListener.SILENT);

        assertEquals(Math.log(2), report.metric("loss"), 1e-6, "the margin from the policy before the update is 0");
        assertEquals(1, report.metric("policy/staleness"));
        assertFalse(report.metrics().containsKey("policy/logp_mismatch"));
    }

    @Test
    void theRateWarmsUpLinearlyAndThenDecaysByAFactorAnIteration() {
        LearnerOptions options = LearnerOptions.of(Groups.settings(
                "agon.learner", "warm-up-iterations = 3, learning-rate = 0.4, learning-rate-decay = 0.5"));

        double[] rates = IntStream.range(0, 6)
                .mapToDouble(i -> options.at(i).learningRate())
                .toArray();

        assertArrayEquals(new double[] {0.1, 0.2, 0.3, 0.4, 0.2, 0.1}, rates, 1e-12);
    }

    @Test
    void aLossThatIsNotANumberStopsTheUpdate() {
        TabularModel broken = policy();
        List<JudgedGroup> groups = groups(broken, (i, j) -> i < j ? 1 : 0);
        broken.set(new int[] {0}, Double.NaN, 0.5, 0.5);

        DivergedException e = assertThrows(DivergedException.class, () -> learner("")
                .update(broken, policy(), DNO, groups, 1, 5, ProgressListener.SILENT));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("step 1 of iteration 6"), message);
        assertTrue(message.contains("agon.learner.learning-rate"), message);
    }

    @Test
    void aGradientThatIsNotANumberStopsTheUpdate() {
        TabularModel model = policy();
        Algorithm poison = algorithm(List.of(new Probe(0, new ArrayList<>(), Float.NaN)));

        assertThrows(DivergedException.class, () -> learner("")
                .update(model, policy(), poison, List.of(), 1, 0, ProgressListener.SILENT));
    }

    private static TabularModel update(Algorithm algorithm, String overrides, long seed, int iteration) {
        TabularModel model = Groups.prepared(policy(), algorithm);
        List<JudgedGroup> groups = groups(model, algorithm, (i, j) -> i < j ? 0.8 : 0.3);
        learner("learning-rate = 0.01, epochs = 2\n" + overrides)
                .update(model, new TabularModel(3), algorithm, groups, seed, iteration, ProgressListener.SILENT);
        return model;
    }

    private static List<Integer> visits(String overrides, long seed, int iteration) {
        List<Integer> visits = new ArrayList<>();
        List<Term> terms = IntStream.range(0, 20)
                .<Term>mapToObj(i -> new Probe(i, visits, 0))
                .toList();
        learner("minibatch = 1\n" + overrides)
                .update(policy(), policy(), algorithm(terms), List.of(), seed, iteration, ProgressListener.SILENT);
        return visits;
    }

    private static Learner learner(String overrides) {
        return new Learner(Groups.settings("agon.learner", overrides));
    }

    private static TabularModel policy() {
        TabularModel model = new TabularModel(3);
        for (int p = 0; p < PROMPTS; p++) {
            model.set(new int[] {p}, 0.5, 0.3, 0.2).set(new int[] {p, 2}, 0.2, 0.2, 0.6);
        }
        return model;
    }

    private static List<JudgedGroup> groups(TabularModel sampler, PreferenceMatrix.Duel duel) {
        List<int[]> answers = List.of(new int[] {0}, new int[] {1}, new int[] {2, 0}, new int[] {2, 2});
        return IntStream.range(0, PROMPTS)
                .mapToObj(p -> Groups.judged(sampler, new int[] {p}, answers, duel))
                .toList();
    }

    private static List<JudgedGroup> groups(TabularModel sampler, Algorithm algorithm, PreferenceMatrix.Duel duel) {
        return groups(sampler, duel).stream()
                .map(judged -> Groups.guests(judged, algorithm))
                .toList();
    }

    private static double expectedKl(List<JudgedGroup> groups, TabularModel other) {
        Means means = new Means();
        for (JudgedGroup judged : groups) {
            for (int c = 0; c < 4; c++) {
                float[] logP =
                        other.logProbs(List.of(Sequences.of(judged.group(), c))).get(0);
                double sum = IntStream.range(0, logP.length)
                        .mapToDouble(t -> logP[t])
                        .sum();
                means.add("kl", judged.group().completions().get(c).logProbs().sum() - sum);
            }
        }
        return new UpdateReport(means.toMap()).metric("kl");
    }

    private static void assertSame(TabularModel a, TabularModel b, double tolerance) {
        for (int p = 0; p < PROMPTS; p++) {
            assertArrayEquals(a.probabilities(p), b.probabilities(p), tolerance);
            assertArrayEquals(a.probabilities(p, 2), b.probabilities(p, 2), tolerance);
        }
    }

    private static Algorithm algorithm(List<Term> terms) {
        return new Algorithm() {
            @Override
            public Reference reference() {
                return Reference.PREVIOUS;
            }

            @Override
            public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
                return terms;
            }
        };
    }

    /** A term that notes when it is evaluated. */
    private record Probe(int group, List<Integer> visits, float derivative) implements Term {
        @Override
        public List<Sequence> sequences() {
            return List.of(new Sequence(new int[] {0}, new int[] {1}));
        }

        @Override
        public Evaluation evaluate(List<float[]> current) {
            visits.add(group);
            float[] derivatives = new float[current.get(0).length];
            Arrays.fill(derivatives, derivative);
            return new Evaluation(0, List.of(derivatives), new Means());
        }
    }
}
