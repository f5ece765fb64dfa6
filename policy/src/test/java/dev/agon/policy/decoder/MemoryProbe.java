package dev.agon.policy.decoder;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Training steps in a process of their own, whose memory the system tells (proc(5), "status"): prints resident bytes
 * before a model is opened, their peak after all steps, and what is resident from time to time. Arguments: model's
 * directory, checkpointing, lanes, rows of each lane's micro-batch, tokens of a row, tokens of it that are given,
 * steps.
 */
final class MemoryProbe {
    private static final int SAMPLES = 20;
    private static final int FIRST_IDS = 200;

    private MemoryProbe() {}

    public static void main(String[] arguments) throws IOException {
        int lanes = Integer.parseInt(arguments[2]);
        int steps = Integer.parseInt(arguments[6]);
        ComputeOptions options = ComputeOptions.DEFAULT.with(Checkpointing.valueOf(arguments[1]));
        ObjectNode report = new ObjectMapper().createObjectNode();
        TorchDevice.prepareThread(1);
        report.put("version", Engine.getEngine("PyTorch").getVersion());
        report.put("before", resident("VmRSS"));
        try (TrainableDecoder model = TrainableDecoder.open(Path.of(arguments[0]), "cpu", lanes, options)) {
            ArrayNode resident = report.putArray("resident");
            List<MicroBatch> parts = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                parts.add(new MicroBatch(
                        texts(
                                lane,
                                Integer.parseInt(arguments[3]),
                                Integer.parseInt(arguments[4]),
                                Integer.parseInt(arguments[5])),
                        Likelihood::derivatives));
            }
            long begun = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                if (steps > SAMPLES && step % (steps / SAMPLES) == 0) {
                    resident.add(resident("VmRSS"));
                }
                model.accumulate(parts);
                model.step(new StepOptions(1e-6, 0, 0.9, 0.999, 1e-8, 1));
            }
            report.put("seconds", (System.nanoTime() - begun) * 1e-9 / steps);
            resident.add(resident("VmRSS"));
        }
        report.put("peak", resident("VmHWM"));
        System.out.println(report);
    }

    private static List<Sequence> texts(int seed, int rows, int length, int given) {
        Random random = new Random(seed);
        List<Sequence> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(new Sequence(
                    random.ints(given, 1, FIRST_IDS).toArray(),
                    random.ints(length - given, 1, FIRST_IDS).toArray()));
        }
        return Collections.unmodifiableList(texts);
    }

    /** A field of the process's own status, in bytes. */
    static long resident(String field) throws IOException {
        Matcher matcher = Pattern.compile("(?m)^" + field + ":\\s*(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc/self/status")));
        if (!matcher.find()) {
            throw new IOException("/proc/self/status has no " + field);
        }
        return Long.parseLong(matcher.group(1)) * 1024;
    }
}
