package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens a second and peak memory of 8 answers to each of 64 prompts by the quickstart's base model on one thread, in
 * units of so many prompts with so many rows at once, by turns: {@code mvn -Pbench verify}.
 */
@Tag("bench")
class BatchRowsBenchTest {
    private static final Path MODEL = Path.of("../conf/quickstart/model");
    private static final int ROUNDS = Integer.getInteger("agon.bench.rounds", 5);

    /** One way to answer them. */
    private record Way(int prompts, int batchRows) {}

    private static final Way WHOLE = new Way(64, 0);
    private static final Way BY_TURNS = new Way(64, 64);
    private static final List<Way> WAYS =
            List.of(WHOLE, new Way(64, 128), BY_TURNS, new Way(64, 32), new Way(16, 0), new Way(8, 0));

    @Test
    void fewerRowsAtOnceTakeLessMemory() throws IOException, InterruptedException {
        Map<Way, List<JsonNode>> found = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Way way : WAYS) {
                List<String> arguments =
                        List.of(MODEL.toString(), String.valueOf(way.prompts()), String.valueOf(way.batchRows()));
                found.computeIfAbsent(way, any -> new ArrayList<>())
                        .add(MemoryBenchTest.java(SamplingProbe.class, arguments));
            }
        }
        found.forEach((way, rounds) -> System.out.printf(
                Locale.ROOT,
                "%s: %s tokens/s, %s by processor time, peak %s MB above the idle engine; %d tokens, at most %d rows at"
                        + " once, %d rows in all%n",
                way,
                spread(
                        rounds,
                        one -> one.path("tokens").asDouble()
                                / one.path("seconds").asDouble()),
                spread(
                        rounds,
                        one -> one.path("tokens").asDouble()
                                / one.path("processor_seconds").asDouble()),
                spread(rounds, BatchRowsBenchTest::added),
                rounds.get(0).path("tokens").asInt(),
                rounds.get(0).path("largest").asInt(),
                rounds.get(0).path("decoded").asInt()));
        double less = median(found.getOrDefault(BY_TURNS, List.of()));
        double all = median(found.getOrDefault(WHOLE, List.of()));
        assertTrue(less < 0.7 * all, "64 rows at once take " + less + " MB, all 512 " + all);
    }

    private static double added(JsonNode one) {
        return (one.path("peak").asDouble() - one.path("before").asDouble()) / 1e6;
    }

    private static double median(List<JsonNode> rounds) {
        return sorted(rounds, BatchRowsBenchTest::added)[rounds.size() / 2];
    }

    /** Median, least and most. */
    private static String spread(List<JsonNode> rounds, ToDoubleFunction<JsonNode> figure) {
        double[] sorted = sorted(rounds, figure);
        return String.format(
                Locale.ROOT, "%.0f (%.0f to %.0f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private static double[] sorted(List<JsonNode> rounds, ToDoubleFunction<JsonNode> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }
}
