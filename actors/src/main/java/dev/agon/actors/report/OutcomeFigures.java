package dev.agon.actors.report;

import dev.agon.actors.coordinator.Bootstrap;
import dev.agon.env.metric.Distinct2;
import dev.agon.env.metric.GenusAccuracy;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.summary.TestOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Computes the figures of a comparison of two policies from its prompts one by one. */
public final class OutcomeFigures {
    private final List<TestOutcome> outcomes;
    private final Bootstrap bootstrap;

    private OutcomeFigures(List<TestOutcome> outcomes, Bootstrap bootstrap) {
        this.outcomes = outcomes;
        this.bootstrap = bootstrap;
    }

    /**
     * The figures of the policy "after" against the policy "before".
     *
     * @param outcomes at least one
     * @param divergence of after from before
     * @param seed of the bootstrap
     * @param confidence coverage of the intervals
     */
    public static FinalFigures of(List<TestOutcome> outcomes, Divergence divergence, long seed, double confidence) {
        Bootstrap bootstrap = new Bootstrap(CounterRandom.of(seed).at("report"), confidence);
        return new OutcomeFigures(outcomes, bootstrap).compute(divergence);
    }

    private FinalFigures compute(Divergence divergence) {
        return new FinalFigures(
                outcomes.size(),
                mean(TestOutcome::winProbability),
                readers(),
                new Comparison(distinct2(false), distinct2(true), null),
                compare(outcome -> meanTokens(outcome.before()), outcome -> meanTokens(outcome.after())),
                divergence,
                metrics());
    }

    private Interval mean(ToDoubleFunction<TestOutcome> figure) {
        Bootstrap.Mean mean =
                bootstrap.mean(outcomes.stream().map(figure::applyAsDouble).toList());
        return new Interval(mean.mean(), mean.low(), mean.high());
    }

    private SortedMap<String, Interval> readers() {
        SortedMap<String, Interval> readers = new TreeMap<>();
        for (String reader : outcomes.get(0).readers().keySet()) {
            readers.put(reader, mean(outcome -> outcome.readers().getOrDefault(reader, 0.5)));
        }
        return readers;
    }

    private Comparison compare(ToDoubleFunction<TestOutcome> before, ToDoubleFunction<TestOutcome> after) {
        Interval difference = mean(outcome -> after.applyAsDouble(outcome) - before.applyAsDouble(outcome));
        return new Comparison(
                outcomes.stream().mapToDouble(before).average().orElse(Double.NaN),
                outcomes.stream().mapToDouble(after).average().orElse(Double.NaN),
                difference);
    }

    private double distinct2(boolean after) {
        List<String> texts = new ArrayList<>();
        outcomes.forEach(outcome -> texts.addAll(texts(after ? outcome.after() : outcome.before())));
        return Distinct2.of(texts);
    }

    private SortedMap<String, Comparison> metrics() {
        SortedMap<String, Comparison> metrics = new TreeMap<>();
        if (outcomes.stream().allMatch(outcome -> GenusAccuracy.appliesTo(outcome.prompt()))) {
            metrics.put(
                    "genus_accuracy",
                    compare(
                            outcome -> GenusAccuracy.of(outcome.prompt(), texts(outcome.before())),
                            outcome -> GenusAccuracy.of(outcome.prompt(), texts(outcome.after()))));
        }
        return metrics;
    }

    private static List<String> texts(List<Completion> completions) {
        return completions.stream().map(Completion::text).toList();
    }

    private static double meanTokens(List<Completion> completions) {
        return completions.stream()
                .mapToInt(completion -> completion.tokens().size())
                .average()
                .orElse(Double.NaN);
    }
}
