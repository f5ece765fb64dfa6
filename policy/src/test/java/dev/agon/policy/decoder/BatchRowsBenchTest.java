package dev.agon.policy.decoder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens a second and peak memory of a unit of 64 prompts with 8 answers each of the quickstart's base model, as many
 * rows at once as {@code agon.rollout.batch-rows} says, by turns: {@code mvn -Pbench verify}.
 */
@Tag("bench")
class BatchRowsBenchTest {
    private static final Path MODEL = Path.of("../conf/quickstart/model");
    private static final int ROUNDS = Integer.getInteger("agon.bench.rounds", 5);
    private static final List<Integer> LIMITS = List.of(0, 128, 64, 32, 8);

    @Test
    void lessMemoryAndTheSameAnswers() throws IOException, InterruptedException {
        Map<Integer, List<JsonNode>> found = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int limit : LIMITS) {
                JsonNode one =
                        MemoryBenchTest.java(SamplingProbe.class, List.of(MODEL.toString(), String.valueOf(limit)));
                found.computeIfAbsent(limit, any -> new ArrayList<>()).add(one);
            }
        }
        found.forEach((limit, rounds) -> System.out.printf(
                Locale.ROOT,
                "batch-rows %3d: %s tokens/s, peak %s MB above the idle engine; %d tokens, largest batch %d, %d rows%n",
                limit,
                spread(
                        rounds,
                        one -> one.path("tokens").asDouble()
                                / one.path("seconds").asDouble()),
                spread(
                        rounds,
                        one -> (one.path("peak").asDouble() - one.path("before").asDouble()) / 1e6),
                rounds.get(0).path("tokens").asInt(),
                rounds.get(0).path("largest").asInt(),
                rounds.get(0).path("decoded").asInt()));
        assertTrue(peak(found, 64) < peak(found, 0), "64 rows take as much memory as 512");
    }

    private static double peak(Map<Integer, List<JsonNode>> found, int limit) {
        return sorted(
                found.getOrDefault(limit, List.of()), one -> one.path("peak").asDouble())[ROUNDS / 2];
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
