package dev.agon.actors.coordinator;

import dev.agon.env.metric.Distinct2;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.TestOutcome;
import dev.agon.protocol.summary.WinRate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Folds the judged groups of an evaluation into its figures. Within a group the version's own {@code samples}
 * completions come first, then those of its rivals, {@code samples} each: in a validation the previous version and the
 * start, in the final test the start alone, and for the start itself none.
 */
@Decision
final class Evaluator {
    private final Bootstrap bootstrap;
    private final int samples;

    Evaluator(Bootstrap bootstrap, int samples) {
        this.bootstrap = bootstrap;
        this.samples = samples;
    }

    Evaluation evaluate(int version, List<WorkResult> results) {
        List<JudgedGroup> groups =
                results.stream().flatMap(result -> result.groups().stream()).toList();
        List<Completion> own = new ArrayList<>();
        groups.forEach(judged -> own.addAll(judged.group().completions().subList(0, samples)));
        int rivals = groups.get(0).group().completions().size() / samples - 1;
        WinRate even = WinRate.even(groups.size());
        return new Evaluation(
                version,
                rivals == 0 ? even : against(groups, rivals),
                rivals == 0 ? even : against(groups, 1),
                rivals == 0 ? new TreeMap<>() : readers(groups, rivals),
                own.size(),
                own.stream().mapToInt(c -> c.tokens().size()).average().orElse(0),
                own.stream().mapToInt(c -> c.ended() ? 1 : 0).average().orElse(0),
                Distinct2.of(own.stream().map(Completion::text).toList()));
    }

    /** The prompts of a final test one by one. */
    List<TestOutcome> outcomes(List<WorkResult> results) {
        List<TestOutcome> outcomes = new ArrayList<>();
        for (WorkResult result : results) {
            for (JudgedGroup judged : result.groups()) {
                List<Completion> completions = judged.group().completions();
                SortedMap<String, Double> readers = new TreeMap<>();
                judged.verdict().readers().forEach((reader, matrix) -> readers.put(reader, against(matrix, 1)));
                outcomes.add(new TestOutcome(
                        judged.group().prompt(),
                        completions.subList(samples, completions.size()),
                        completions.subList(0, samples),
                        against(judged.verdict().preference(), 1),
                        readers));
            }
        }
        return outcomes;
    }

    private WinRate against(List<JudgedGroup> groups, int rival) {
        return bootstrap.winRate(groups.stream()
                .map(judged -> against(judged.verdict().preference(), rival))
                .toList());
    }

    private SortedMap<String, WinRate> readers(List<JudgedGroup> groups, int rival) {
        SortedMap<String, List<Double>> perPrompt = new TreeMap<>();
        for (JudgedGroup judged : groups) {
            judged.verdict().readers().forEach((reader, matrix) -> perPrompt
                    .computeIfAbsent(reader, any -> new ArrayList<>())
                    .add(against(matrix, rival)));
        }
        SortedMap<String, WinRate> rates = new TreeMap<>();
        perPrompt.forEach((reader, values) -> rates.put(reader, bootstrap.winRate(values)));
        return rates;
    }

    /** Mean probability that one of the version's own completions beats one of the rival's (counted from 1). */
    private double against(PreferenceMatrix matrix, int rival) {
        return matrix.winRate(samples, rival * samples, (rival + 1) * samples);
    }
}
