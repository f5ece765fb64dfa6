package dev.agon.policy.decoder;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Answers to 64 prompts, 8 to each, in a process of its own, whose memory the system tells: prints seconds, and those
 * that its one thread was on a processor (the best of three, after one to warm up), tokens, what the program says of
 * its batches, and resident bytes before a model is opened and at their peak. Arguments: model's directory, prompts of
 * a unit (a divisor of 64), rows that decode together at most, 0 for all.
 */
final class SamplingProbe {
    private static final int SAMPLES = 8;
    private static final int STEPS = 64;
    private static final int ROUNDS = 4;
    private static final String WORDS =
            "espresso tree river engine marriage doctor violin sparrow mountain theory bread"
                    + " window soldier justice planet hammer kitchen anger painter cathedral salt lawyer bicycle democracy shadow"
                    + " pepper island chemistry wolf teacher velvet harbor medicine letter pride volcano basket mathematician"
                    + " lantern storm algebra butcher monastery telescope honey rebellion carpet sailor grammar thunder diamond"
                    + " orchestra gravity beggar parliament mushroom jealousy furnace compass photographer winter castle"
                    + " antibiotic handwriting";

    private SamplingProbe() {}

    public static void main(String[] arguments) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ObjectNode report = new ObjectMapper().createObjectNode();
        TorchDevice.prepareThread(1);
        report.put("version", Engine.getEngine("PyTorch").getVersion());
        report.put("before", MemoryProbe.resident("VmRSS"));
        try (DecoderModel model = DecoderModel.open(Path.of(arguments[0]), "cpu", 1)) {
            List<int[]> prompts = Arrays.stream(WORDS.split(" "))
                    .map(word -> model.tokenizer().encodePrompt(word + " (noun):"))
                    .toList();
            SamplingOptions options =
                    new SamplingOptions(SAMPLES, STEPS, Integer.parseInt(arguments[2]), Sampling.at(1));
            int unit = Integer.parseInt(arguments[1]);
            double seconds = Double.MAX_VALUE;
            double busy = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long onProcessor = threads.getCurrentThreadCpuTime();
                long begun = System.nanoTime();
                answer(model, prompts, unit, options, report);
                if (round > 0) { // the first warms up
                    seconds = Math.min(seconds, (System.nanoTime() - begun) * 1e-9);
                    busy = Math.min(busy, (threads.getCurrentThreadCpuTime() - onProcessor) * 1e-9);
                }
            }
            report.put("seconds", seconds);
            report.put("processor_seconds", busy);
        }
        report.put("peak", MemoryProbe.resident("VmHWM"));
        System.out.println(report);
    }

    /** Answers all prompts, so many as a unit, and reports what was drawn. */
    private static void answer(
            DecoderModel model, List<int[]> prompts, int unit, SamplingOptions options, ObjectNode report) {
        float[][] uniforms = uniforms(prompts.size() * SAMPLES);
        Sampler sampler =
                new Sampler(model.network(), model.tokenizer(), model.config().endTokens());
        long tokens = 0;
        long largest = 0;
        long decoded = 0;
        for (int from = 0; from < prompts.size(); from += unit) {
            float[][] own = Arrays.copyOfRange(uniforms, from * SAMPLES, (from + unit) * SAMPLES);
            try (NDManager local = model.manager().newSubManager()) {
                NDList found =
                        sampler.run(model.effective(local), prompts.subList(from, from + unit), options, own, local);
                tokens += LongStream.of(found.get(3).toLongArray()).sum();
                largest = Math.max(largest, found.get(4).toLongArray()[0]);
                decoded += found.get(4).toLongArray()[1];
            }
        }
        report.put("tokens", tokens).put("largest", largest).put("decoded", decoded);
    }

    private static float[][] uniforms(int rows) {
        Random random = new Random(3);
        float[][] uniforms = new float[rows][STEPS];
        for (float[] row : uniforms) {
            for (int t = 0; t < STEPS; t++) {
                row[t] = random.nextFloat();
            }
        }
        return uniforms;
    }
}
