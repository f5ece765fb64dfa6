package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Precision;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.LossGradient;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seconds of sampling and of a training step of a Llama of 12 million weights on two threads, {@code mvn -Pbench
 * verify}; with {@code -Dagon.bench.python=PYTHON} beside transformers in the same minute, by turns, which writes
 * {@code docs/bench/policy.json}.
 */
@Tag("bench")
class PolicyBenchTest {
    private static final Path SCRIPT = Path.of("src/test/python/bench_transformers.py");
    private static final Path FIGURES = Path.of("../docs/bench/policy.json");
    private static final int ROUNDS = Integer.getInteger("agon.bench.rounds", 5);
    private static final int THREADS = 2;
    private static final int PROMPT = 16;
    private static final int NEW = 128;
    private static final int PAIRS = 8;
    private static final int LENGTH = 128;
    private static final int GIVEN = 32;
    private static final double BETA = 0.1;

    @Test
    void samplingAndTraining(@TempDir Path directory) throws IOException, InterruptedException {
        write(directory);
        String python = System.getProperty("agon.bench.python");
        List<JsonNode> own = new ArrayList<>();
        List<JsonNode> peer = new ArrayList<>();
        try (DecoderModel sampler = DecoderModel.open(directory, "cpu", THREADS);
                TrainableDecoder learner = TrainableDecoder.open(directory, "cpu", THREADS, ComputeOptions.DEFAULT)) {
            for (int round = 0; round < ROUNDS; round++) {
                own.add(round(sampler, learner));
                if (python != null) {
                    peer.add(transformers(python, directory));
                }
            }
        }
        report(own, peer);
    }

    /** By turns, since other work on the machine comes and goes. */
    @Test
    void bf16BesideFp32(@TempDir Path directory) {
        write(directory);
        ComputeOptions halves = ComputeOptions.DEFAULT.with(Precision.BF16);
        try (DecoderModel sampler = DecoderModel.open(directory, "cpu", THREADS);
                DecoderModel rounded = DecoderModel.open(directory, "cpu", THREADS, halves);
                TrainableDecoder learner = TrainableDecoder.open(directory, "cpu", THREADS, ComputeOptions.DEFAULT);
                TrainableDecoder halved = TrainableDecoder.open(directory, "cpu", THREADS, halves)) {
            printRatio("batch", () -> sampling(sampler, 32), () -> sampling(rounded, 32));
            printRatio("single", () -> sampling(sampler, 1), () -> sampling(rounded, 1));
            printRatio("step", () -> step(learner), () -> step(halved));
        }
    }

    private static void printRatio(String work, Supplier<Double> fp32, Supplier<Double> bf16) {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int i = 0; i < 3; i++) {
            double exact = fp32.get();
            double rounded = bf16.get();
            if (i > 0) { // the first warms up
                least[0] = Math.min(least[0], exact);
                least[1] = Math.min(least[1], rounded);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-7s fp32 %.2f s, bf16 %.2f s, %.2f times as long%n",
                work,
                least[0],
                least[1],
                least[1] / least[0]);
    }

    /** 8 layers of width 320 with 4,096 token ids, as a Hugging Face directory. */
    private static void write(Path directory) {
        String end = "<|end|>";
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("a text to learn a vocabulary from"), 270, List.of(end));
        ModelConfig config =
                ModelConfig.llama(4096, 320, 896, 9, 8, 4, 40, 1e-5, 10_000, 512, true, -1, vocabulary.specialId(end));
        new ModelDirectoryWriter(config, vocabulary.files(end))
                .write(directory, LlamaInitializer.weights(config, 7), DType.F32);
    }

    private static ObjectNode round(DecoderModel sampler, TrainableDecoder learner) {
        ObjectNode seconds = new ObjectMapper().createObjectNode();
        seconds.put("batch", best(() -> sampling(sampler, 32)));
        seconds.put("single", best(() -> sampling(sampler, 1)));
        seconds.put("step", best(() -> step(learner)));
        return seconds;
    }

    /** Twice to warm up, then the best of three, as the script does. */
    private static double best(Supplier<Double> work) {
        return IntStream.range(0, 5).mapToDouble(i -> work.get()).skip(2).min().orElseThrow();
    }

    private static double sampling(DecoderModel model, int rows) {
        Random random = new Random(3);
        List<int[]> prompts = IntStream.range(0, rows)
                .mapToObj(row -> random.ints(PROMPT, 1, 256).toArray())
                .toList();
        float[][] uniforms = new float[rows][NEW];
        for (float[] row : uniforms) {
            for (int t = 0; t < NEW; t++) {
                row[t] = random.nextFloat();
            }
        }
        long begin = System.nanoTime();
        List<Sample> samples = model.sample(prompts, new SamplingOptions(1, NEW, Sampling.at(1)), uniforms);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        int tokens = samples.stream().mapToInt(sample -> sample.tokens().length).sum();
        assertTrue(tokens > 0.9 * rows * NEW, "the end token comes by chance only");
        return seconds * rows * NEW / tokens;
    }

    private static double step(TrainableDecoder model) {
        Random random = new Random(5);
        List<Sequence> sequences = IntStream.range(0, 2 * PAIRS)
                .mapToObj(i -> new Sequence(
                        random.ints(GIVEN, 1, 256).toArray(),
                        random.ints(LENGTH - GIVEN, 1, 256).toArray()))
                .toList();
        long begin = System.nanoTime();
        model.accumulate(List.of(
                new MicroBatch(sequences.subList(0, PAIRS), dpo()),
                new MicroBatch(sequences.subList(PAIRS, 2 * PAIRS), dpo())));
        double norm = model.step(new StepOptions(1e-6, 0, 0.9, 0.999, 1e-8, 1));
        assertTrue(norm > 0);
        return (System.nanoTime() - begin) * 1e-9;
    }

    /**
     * Mean over all pairs of {@code -log sigma(beta (sum of chosen - sum of rejected))}, chosen and rejected by turns.
     */
    private static LossGradient dpo() {
        return logProbs -> {
            List<float[]> derivatives = new ArrayList<>();
            for (int pair = 0; pair < logProbs.size(); pair += 2) {
                double margin = BETA * (sum(logProbs.get(pair)) - sum(logProbs.get(pair + 1)));
                float slope = (float) (-BETA / (1 + Math.exp(margin)) / PAIRS);
                derivatives.add(filled(logProbs.get(pair).length, slope));
                derivatives.add(filled(logProbs.get(pair + 1).length, -slope));
            }
            return derivatives;
        };
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static float[] filled(int length, float value) {
        float[] filled = new float[length];
        Arrays.fill(filled, value);
        return filled;
    }

    private static JsonNode transformers(String python, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python, SCRIPT.toString(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode seconds = new ObjectMapper().readTree(process.getInputStream());
        assertEquals(0, process.waitFor(), SCRIPT + " failed");
        return seconds;
    }

    private static void report(List<JsonNode> own, List<JsonNode> peer) throws IOException {
        ObjectNode figures = new ObjectMapper().createObjectNode();
        figures.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        figures.put("rounds", ROUNDS);
        figures.put("threads", THREADS);
        for (String work : List.of("batch", "single", "step")) {
            ObjectNode of = figures.putObject(work);
            put(of, "agon", own, work);
            if (!peer.isEmpty()) {
                put(of, "transformers", peer, work);
                double[] ratios = IntStream.range(0, own.size())
                        .mapToDouble(i -> peer.get(i).path(work).asDouble()
                                / own.get(i).path(work).asDouble())
                        .sorted()
                        .toArray();
                of.put("times_as_fast", ratios[ratios.length / 2]);
                of.put("least", ratios[0]);
                of.put("most", ratios[ratios.length - 1]);
            }
            System.out.printf(Locale.ROOT, "%-7s %s%n", work, of);
        }
        if (!peer.isEmpty()) { // figures of one alone say little on another machine
            Files.createDirectories(FIGURES.getParent());
            Files.writeString(FIGURES, figures.toPrettyString() + "\n");
        }
    }

    private static void put(ObjectNode of, String who, List<JsonNode> rounds, String work) {
        double[] seconds = rounds.stream()
                .mapToDouble(round -> round.path(work).asDouble())
                .sorted()
                .toArray();
        of.put(who + "_seconds", seconds[seconds.length / 2]);
    }
}
