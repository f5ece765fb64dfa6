package dev.agon.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ComputeOptions;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.decoder.LlamaInitializer;
import dev.agon.policy.decoder.TrainableDecoder;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The learner with a real, tiny network and a judge that prefers even token ids. */
class NetworkTest {
    private static final String END = "<|end|>";
    private static final int PROMPTS = 16;
    private static final int SAMPLES = 6;
    private static final SamplingOptions SAMPLING = new SamplingOptions(SAMPLES, 6, Sampling.at(1));
    private static final String SETTINGS = "learning-rate = 1e-2, minibatch = 12";

    @TempDir
    private Path directory;

    @BeforeEach
    void writeModel() {
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("a tiny text"), 260, List.of(END));
        ModelConfig config =
                ModelConfig.llama(260, 16, 32, 1, 2, 1, 8, 1e-5, 10_000, 32, true, -1, vocabulary.specialId(END));
        new ModelDirectoryWriter(config, vocabulary.files(END))
                .write(directory, LlamaInitializer.weights(config, 3), DType.F32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dno", "spo", "ppo"})
    void aNetworkImprovesBySelfPlayAndAgreesWithItsSampler(String name) {
        try (DecoderModel start = DecoderModel.open(directory, "cpu", 1);
                TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT)) {
            Algorithm algorithm = Groups.settings("agon.algorithm." + name, "").create(Algorithm.class);
            String epochs = algorithm.valued() ? ", epochs = 4" : ""; // a critic has to be learned first
            Learner learner = new Learner(Groups.settings("agon.learner", SETTINGS + epochs));
            Groups.prepared(model, algorithm);
            double before = evenShare(sampled(model, 99));
            for (int iteration = 0; iteration < 8; iteration++) {
                UpdateReport report = learner.update(
                        model, start, algorithm, sampled(model, iteration), 5, iteration, ProgressListener.SILENT);
                assertTrue(report.metric("policy/logp_mismatch") < 1e-4, report::toString);
                assertTrue(report.metric("learner/steps") > 0, report::toString);
            }
            double after = evenShare(sampled(model, 99));
            assertTrue(before < 0.6 && after > 0.62, before + " -> " + after);
        }
    }

    /** One step of each configured algorithm on the network, and the loss on what it learned from. */
    @ParameterizedTest
    @MethodSource("dev.agon.learner.ReferenceConfTest#algorithms")
    void aStepLowersTheLossOnItsOwnBatch(String name) {
        try (DecoderModel start = DecoderModel.open(directory, "cpu", 1);
                TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT)) {
            Algorithm algorithm = Groups.settings("agon.algorithm." + name, "").create(Algorithm.class);
            Groups.prepared(model, algorithm);
            List<JudgedGroup> groups = sampled(model, 0).stream()
                    .map(group -> Groups.guests(group, algorithm))
                    .toList();
            List<Term> terms = algorithm.terms(groups, ReferenceLogProbs.recorded(groups)); // the policy is the start
            double before = loss(model, terms);
            UpdateReport report = new Learner(Groups.settings("agon.learner", "learning-rate = 1e-3, minibatch = 1000"))
                    .update(model, start, algorithm, groups, 5, 0, ProgressListener.SILENT);
            double after = loss(model, terms);
            assertEquals(1, report.metric("learner/steps"));
            assertEquals(before, report.metric("loss"), 1e-3 * Math.max(1, Math.abs(before)));
            assertTrue(after < before - 1e-6, before + " -> " + after);
        }
    }

    private static double loss(TrainableModel model, List<Term> terms) {
        return terms.stream()
                .mapToDouble(term -> term.evaluate(outputs(model, term)).loss())
                .average()
                .orElseThrow();
    }

    private static List<float[]> outputs(TrainableModel model, Term term) {
        List<float[]> logProbs = model.logProbs(term.sequences());
        if (!term.valued()) {
            return logProbs;
        }
        List<float[]> values = model.values(term.sequences());
        return IntStream.range(0, values.size())
                .mapToObj(i -> TabularModel.joined(logProbs.get(i), values.get(i)))
                .toList();
    }

    @Test
    void sameSeedGivesTheSameBitsAndMicroBatchesNearlyTheSame() {
        float[] base = update("micro-batch-tokens = 64");

        assertArrayEquals(base, update("micro-batch-tokens = 64"));
        assertArrayEquals(base, update("micro-batch-tokens = 4096"), 1e-3f);
    }

    @Test
    void aRehearsalChangesNoBit() {
        assertArrayEquals(update("micro-batch-tokens = 64"), update("micro-batch-tokens = 64", true));
    }

    private float[] update(String overrides) {
        return update(overrides, false);
    }

    private float[] update(String overrides, boolean rehearsed) {
        try (DecoderModel start = DecoderModel.open(directory, "cpu", 1);
                TrainableDecoder model = TrainableDecoder.open(directory, "cpu", 2, ComputeOptions.DEFAULT)) {
            Algorithm algorithm = Groups.settings("agon.algorithm.dno", "").create(Algorithm.class);
            List<JudgedGroup> groups = sampled(model, 0);
            Learner learner =
                    new Learner(Groups.settings("agon.learner", "learning-rate = 1e-3, minibatch = 24, " + overrides));
            if (rehearsed) {
                learner.rehearse(model, start);
            }
            learner.update(model, start, algorithm, groups, 5, 0, ProgressListener.SILENT);
            return model.logProbs(List.of(Sequences.of(groups.get(0).group(), 0)))
                    .get(0);
        }
    }

    private static List<JudgedGroup> sampled(LanguageModel model, int iteration) {
        List<int[]> prompts = IntStream.range(0, PROMPTS)
                .mapToObj(p -> new int[] {40 + p, 70})
                .toList();
        CounterRandom random = CounterRandom.of(17).at(iteration);
        float[][] uniforms = new float[PROMPTS * SAMPLES][SAMPLING.maxNewTokens()];
        for (int row = 0; row < uniforms.length; row++) {
            for (int t = 0; t < uniforms[row].length; t++) {
                uniforms[row][t] = random.at(row).uniformFloat(t);
            }
        }
        List<Sample> samples = model.sample(prompts, SAMPLING, uniforms);
        List<JudgedGroup> groups = new ArrayList<>();
        for (int p = 0; p < PROMPTS; p++) {
            groups.add(judged(iteration, prompts.get(p), samples.subList(p * SAMPLES, (p + 1) * SAMPLES)));
        }
        return groups;
    }

    private static JudgedGroup judged(int version, int[] prompt, List<Sample> samples) {
        List<Completion> completions = samples.stream()
                .map(sample -> new Completion(
                        version,
                        Tokens.of(sample.tokens()),
                        LogProbs.of(sample.logProbs()),
                        sample.ended(),
                        "",
                        List.of()))
                .toList();
        Group group = new Group(new Prompt(Arrays.toString(prompt), "", Map.of()), Tokens.of(prompt), completions);
        PreferenceMatrix preference = PreferenceMatrix.of(completions.size(), (i, j) -> {
            double margin = evenShare(completions.get(i)) - evenShare(completions.get(j));
            return 0.5 + Math.signum(margin) / 2;
        });
        return new JudgedGroup(group, new Verdict("even", preference, Map.of()));
    }

    private static double evenShare(List<JudgedGroup> groups) {
        return groups.stream()
                .flatMap(judged -> judged.group().completions().stream())
                .mapToDouble(NetworkTest::evenShare)
                .average()
                .orElseThrow();
    }

    private static double evenShare(Completion completion) {
        return Arrays.stream(completion.tokens().toArray())
                        .filter(id -> id % 2 == 0)
                        .count()
                / (double) completion.tokens().size();
    }
}
