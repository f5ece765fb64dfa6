package dev.agon.actors.run;

import dev.agon.env.metric.Probe;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.UpdateSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of the policy versions by their names in {@code metrics.jsonl}; docs/metrics.md explains each. */
public final class IterationMetrics {
    /** The distance of a version from the start, which the learner measures on the answers that it learns from. */
    public static final String KL = "objective/kl";

    /** Before the names of figures of the start, which the first update tells with those of the version it made. */
    static final String START = "start/";

    static final String WIN_RATE = "eval/win_rate";

    private IterationMetrics() {}

    /** The figures that an update tells, by the number of the version that they belong to. */
    static SortedMap<Integer, SortedMap<String, Double>> of(UpdateSummary update) {
        SortedMap<String, Double> made = shown(update.metrics());
        SortedMap<String, Double> ofStart = shown(startOf(update));
        made.keySet().removeIf(name -> name.startsWith(START));
        SortedMap<String, Double> found = new TreeMap<>();
        int sampler =
                update.iteration() - made.getOrDefault("policy/staleness", 0.0).intValue();
        Double kl = made.remove(KL);
        if (kl != null) {
            found.put(KL, kl);
        }
        SortedMap<Integer, SortedMap<String, Double>> figures = new TreeMap<>();
        figures.put(0, ofStart);
        figures.computeIfAbsent(sampler, any -> new TreeMap<>()).putAll(found);
        figures.put(update.iteration() + 1, made);
        return figures;
    }

    /** All that updates tell of the versions, by their numbers, with what is kept out of displays. */
    public static List<SortedMap<String, Double>> told(List<UpdateSummary> updates) {
        List<SortedMap<String, Double>> versions = new ArrayList<>();
        for (UpdateSummary update : updates) {
            if (versions.isEmpty()) {
                versions.add(startOf(update));
            }
            versions.add(update.metrics());
        }
        return versions;
    }

    private static SortedMap<String, Double> startOf(UpdateSummary update) {
        SortedMap<String, Double> ofStart = new TreeMap<>();
        update.metrics().forEach((name, value) -> {
            if (name.startsWith(START)) {
                ofStart.put(name.substring(START.length()), value);
            }
        });
        return ofStart;
    }

    private static SortedMap<String, Double> shown(Map<String, Double> figures) {
        SortedMap<String, Double> shown = new TreeMap<>(figures);
        shown.keySet().removeIf(name -> name.startsWith(Probe.STATE));
        return shown;
    }

    /** The figures of a version on the validation prompts. */
    static SortedMap<String, Double> of(Evaluation evaluation) {
        SortedMap<String, Double> figures = new TreeMap<>();
        figures.put(WIN_RATE, evaluation.againstStart().mean());
        figures.put("eval/win_rate_low", evaluation.againstStart().low());
        figures.put("eval/win_rate_high", evaluation.againstStart().high());
        figures.put("eval/win_rate_previous", evaluation.againstPrevious().mean());
        figures.put("eval/win_rate_previous_low", evaluation.againstPrevious().low());
        figures.put("eval/win_rate_previous_high", evaluation.againstPrevious().high());
        figures.put("completions/mean_length", evaluation.meanTokens());
        figures.put("completions/ended_share", evaluation.endedShare());
        figures.put("completions/distinct2", evaluation.distinct2());
        evaluation.readers().forEach((reader, rate) -> figures.put("eval/win_rate/" + reader, rate.mean()));
        return figures;
    }

    /** The figures of a step of a pre-training, in nats a token. */
    static SortedMap<String, Double> ofPretraining(double trainLoss, double validationLoss) {
        return new TreeMap<>(Map.of("loss/train", trainLoss, "loss/validation", validationLoss));
    }

    /** Figures as one line of text. */
    public static String text(Map<String, Double> figures) {
        return shown(figures).entrySet().stream()
                .filter(figure -> !figure.getKey().startsWith(START))
                .map(figure -> String.format(Locale.ROOT, "%s %.4g", figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", "));
    }
}
