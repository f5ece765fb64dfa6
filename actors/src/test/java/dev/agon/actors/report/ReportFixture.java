package dev.agon.actors.report;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.metric.KnownAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A report of a run that never was, with figures like those of the quickstart. */
final class ReportFixture {
    private ReportFixture() {}

    static RunReport report() {
        List<IterationFigures> iterations = new ArrayList<>();
        for (int version = 0; version <= 8; version++) {
            double rate = 0.5 + 0.24 * (1 - Math.exp(-version / 3.0));
            iterations.add(new IterationFigures(
                    version,
                    around(rate, version == 0 ? 0 : 0.04),
                    around(0.5 + 0.12 * Math.exp(-version / 3.0), version == 0 ? 0 : 0.04),
                    0.35 * version + 0.02 * version * version,
                    11.5 - 0.3 * version,
                    0.88 - 0.006 * version,
                    readers(rate)));
        }
        return new RunReport(
                new RunReport.Run(
                        "quickstart", "definitions", "panel", "dno", 1, "conf/quickstart/model", "ab".repeat(32)),
                iterations,
                outcome(),
                new RunReport.Effort(8, 8192, 90_112, 214.25, 0.0123),
                List.of(
                        new SamplePair("espresso (noun):", "a person who <uses> a coffee", "a strong kind of coffee"),
                        new SamplePair("harbour (noun):", "the act of taking a ship", "a place where ships can stop"),
                        new SamplePair("\"tenor\" & bass (noun):", "a musical", "a singer with a high voice")),
                List.of(
                        new ResolvedConfig.Entry("agon.run.seed", "1", "agon-actors/reference.conf:12"),
                        new ResolvedConfig.Entry("agon.run.name", "quickstart", "--set agon.run.name")),
                known());
    }

    private static KnownAnswer known() {
        return new KnownAnswer(
                "SEQ-TRAP",
                0.03,
                2,
                List.of(
                        new KnownAnswer.Row("class_0", 0.339, 0.9, 0.8, 0.91, 0.919),
                        new KnownAnswer.Row("exploitability", 0.211, 0.06, 0.09, 0.055, 0.0493),
                        new KnownAnswer.Row("kl_to_reference", 0, 2.1, Double.NaN, 2.2, 2.273)),
                List.of(0.211, 0.1, 0.055, 0.06),
                List.of(Double.NaN, 0.211, 0.13, 0.09));
    }

    private static FinalFigures outcome() {
        SortedMap<String, Comparison> metrics = new TreeMap<>();
        metrics.put("genus_accuracy", new Comparison(0.061, 0.112, new Interval(0.051, 0.031, 0.071)));
        return new FinalFigures(
                1000,
                new Interval(0.731, 0.709, 0.753),
                readers(0.731),
                new Comparison(0.88, 0.83, new Interval(-0.05, -0.06, -0.04)),
                new Comparison(11.5, 9.1, new Interval(-2.4, -2.6, -2.2)),
                new Divergence(new Interval(4.06, 3.9, 4.2), new Interval(5.1, 4.8, 5.4)),
                metrics);
    }

    private static SortedMap<String, Interval> readers(double rate) {
        SortedMap<String, Interval> readers = new TreeMap<>();
        readers.put("faithful", around(0.5 + (rate - 0.5) * 0.5, 0.02));
        readers.put("telling", around(0.5 + (rate - 0.5) * 0.9, 0.02));
        readers.put("plain", around(0.5 + (rate - 0.5) * 0.7, 0.02));
        readers.put("brief", around(0.5 + (rate - 0.5) * 0.75, 0.02));
        return readers;
    }

    private static Interval around(double mean, double margin) {
        return new Interval(mean, mean - margin, mean + margin);
    }
}
