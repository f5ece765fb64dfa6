package dev.agon.env.metric;

import java.util.List;

/**
 * A run's policies beside an answer that is known exactly.
 *
 * @param name what was played
 * @param tau price of a nat at which the answer holds
 * @param bestVersion the version with the lowest exploitability, the start left out; exact validation, which costs no
 *     comparison and which no learner could do
 * @param rows the figures
 * @param last exploitability of each version, the start first
 * @param average exploitability of the uniform mixture of all versions from which a step was made, by number of
 *     updates; NaN before the first
 */
public record KnownAnswer(
        String name, double tau, int bestVersion, List<Row> rows, List<Double> last, List<Double> average) {
    public KnownAnswer {
        rows = List.copyOf(rows);
        last = List.copyOf(last);
        average = List.copyOf(average);
    }

    /**
     * One figure; NaN where it is not known.
     *
     * @param name as in {@code metrics.jsonl}, without what stands before the slash
     * @param start of version 0
     * @param last of the last version
     * @param average of the uniform mixture of all versions from which a step was made
     * @param best of the best version
     * @param answer of the known answer: the equilibrium at tau
     */
    public record Row(String name, double start, double last, double average, double best, double answer) {}
}
