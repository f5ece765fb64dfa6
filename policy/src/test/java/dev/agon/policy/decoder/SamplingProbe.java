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
 * A unit's answers in a process of its own, whose memory the system tells: prints seconds, and those that its one thread
 * was on a processor (the best of three, after one to warm up), tokens, what the program says of its batches, and resident bytes before a model is opened and at their
 * peak. Arguments: model's directory, rows that decode together at most, 0 for all.
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
            float[][] uniforms = uniforms(prompts.size() * SAMPLES);
            SamplingOptions options =
                    new SamplingOptions(SAMPLES, STEPS, Integer.parseInt(arguments[1]), Sampling.at(1));
            Sampler sampler = new Sampler(
                    model.network(), model.tokenizer(), model.config().endTokens());
            double seconds = Double.MAX_VALUE;
            double busy = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                try (NDManager local = model.manager().newSubManager()) {
                    long begun = threads.getCurrentThreadCpuTime();
                    long began = System.nanoTime();
                    NDList found = sampler.run(model.effective(local), prompts, options, uniforms, local);
                    long[] counts = found.get(3).toLongArray();
                    if (round > 0) { // the first warms up
                        seconds = Math.min(seconds, (System.nanoTime() - began) * 1e-9);
                        busy = Math.min(busy, (threads.getCurrentThreadCpuTime() - begun) * 1e-9);
                    }
                    report.put("tokens", LongStream.of(counts).sum());
                    report.put("largest", found.get(4).toLongArray()[0]);
                    report.put("decoded", found.get(4).toLongArray()[1]);
                }
            }
            report.put("seconds", seconds);
            report.put("processor_seconds", busy);
        }
        report.put("peak", MemoryProbe.resident("VmHWM"));
        System.out.println(report);
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
