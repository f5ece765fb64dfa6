package dev.agon.actors.report;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Progress;
import dev.agon.env.metric.KnownAnswer;
import dev.agon.env.metric.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The report for people: one HTML page that needs no other file, no script and no network. */
public final class HtmlReport {
    private final RunReport report;
    private final Svg page = new Svg();

    private HtmlReport(RunReport report) {
        this.report = report;
    }

    /** The {@code report.html} of a run. */
    public static String render(RunReport report) {
        return new HtmlReport(report).render();
    }

    private String render() {
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.add("<title>%s: Agon run report</title>", report.run().name());
        page.raw("<style>\n").raw(styleSheet()).raw("</style>\n</head>\n<body>\n<main>\n");
        head();
        tiles();
        charts();
        known();
        samples();
        figures();
        configuration();
        page.raw("</main>\n</body>\n</html>\n");
        return page.toString();
    }

    private void head() {
        RunReport.Run run = report.run();
        page.add("<header><p class=\"eyebrow\">Agon run report</p><h1>%s</h1>", run.name());
        page.add(
                "<p class=\"lead\">%s on the task %s, judged by %s, from %s. %s iterations, %s answers, %s.</p></header>",
                run.algorithm(),
                run.task(),
                run.judge(),
                run.model(),
                report.effort().iterations(),
                grouped(report.effort().samples()),
                Progress.clock(Duration.ofSeconds(Math.round(report.effort().wallSeconds()))));
    }

    private void tiles() {
        FinalFigures outcome = report.outcome();
        page.raw("<section class=\"tiles\" aria-label=\"Result\">\n");
        tile(
                "Win rate against the start",
                three(outcome.winRate().mean()),
                interval(outcome.winRate()) + ", " + grouped(outcome.prompts()) + " held-out prompts");
        outcome.metrics().forEach((name, metric) -> comparisonTile(title(name), metric));
        comparisonTile("Distinct-2", outcome.distinct2());
        Divergence divergence = outcome.divergence();
        String reverse = divergence.bothWays()
                ? ", reverse " + three(divergence.reverse().mean())
                : "";
        tile("KL from the start", three(divergence.kl().mean()), "nats an answer" + reverse);
        page.raw("</section>\n");
    }

    private void comparisonTile(String name, Comparison comparison) {
        tile(name, three(comparison.result()), "from " + three(comparison.base()) + difference(comparison));
    }

    private void tile(String name, String value, String note) {
        page.add(
                "<div class=\"tile\"><h2>%s</h2><p class=\"figure\">%s</p><p class=\"note\">%s</p></div>",
                name, value, note);
    }

    private void charts() {
        page.raw("<section>\n<h2 class=\"section\">Iterations</h2>\n");
        page.raw(
                "<p class=\"note\">Measured on validation prompts that no stage trains on. Bands are confidence"
                        + " intervals, the dashed line is even; hover over a point for its value.</p>\n<div class=\"charts\">\n");
        chart(
                "Win rate against the start",
                new LineChart("Win rate against the start")
                        .line("", bands(IterationFigures::againstStart, 0))
                        .level(0.5));
        chart(
                "Win rate against the previous iterate",
                new LineChart("Win rate against the previous iterate")
                        .line("", bands(IterationFigures::againstPrevious, 1))
                        .level(0.5));
        LineChart readers = new LineChart("Win rate by reader").level(0.5);
        for (String reader : readerNames()) {
            readers.line(
                    reader,
                    report.iterations().stream()
                            .filter(figures -> figures.readers().containsKey(reader))
                            .map(figures -> LineChart.Point.of(
                                    figures.version(), rate(figures, reader).mean()))
                            .toList());
        }
        chart("Win rate by reader, against the start", readers);
        chart("KL from the start, nats an answer", single("KL", IterationFigures::kl));
        chart("Mean length, tokens", single("Mean length", IterationFigures::meanTokens));
        chart("Distinct-2: lower is more repetitive", single("Distinct-2", IterationFigures::distinct2));
        page.raw("</div>\n</section>\n");
    }

    private static Interval rate(IterationFigures figures, String reader) {
        return figures.readers().getOrDefault(reader, new Interval(Double.NaN, Double.NaN, Double.NaN));
    }

    private List<String> readerNames() {
        return report.iterations().stream()
                .flatMap(figures -> figures.readers().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private List<LineChart.Point> bands(Function<IterationFigures, Interval> figure, int from) {
        return report.iterations().stream()
                .filter(figures -> figures.version() >= from)
                .map(figures -> new LineChart.Point(figures.version(), figure.apply(figures)))
                .toList();
    }

    private LineChart single(String name, ToDoubleFunction<IterationFigures> figure) {
        return new LineChart(name)
                .line(
                        "",
                        report.iterations().stream()
                                .map(figures -> LineChart.Point.of(figures.version(), figure.applyAsDouble(figures)))
                                .toList());
    }

    private void chart(String title, LineChart chart) {
        page.add("<figure><figcaption>%s</figcaption>", title)
                .raw(chart.render())
                .raw("</figure>\n");
    }

    private void known() {
        KnownAnswer known = report.known();
        if (known == null) {
            return;
        }
        page.raw("<section>\n<h2 class=\"section\">Beside the known answer</h2>\n");
        page.add(
                "<p class=\"note\">Exact, from the probability of every answer. Equilibrium: that of %s at tau = %s."
                        + " Average: the mixture of all versions from which a step was made. Best: version %s, of the"
                        + " lowest exploitability.</p>",
                known.name(), known.tau(), known.bestVersion());
        page.raw("<div class=\"charts\">\n");
        LineChart chart = new LineChart("Exploitability")
                .line("last", points(known.last()))
                .line("average", points(known.average()));
        known.rows().stream()
                .filter(row -> Probe.EXPLOITABILITY.endsWith("/" + row.name()))
                .forEach(row -> chart.level(row.answer()));
        chart("Exploitability; dashed, that of the equilibrium", chart);
        page.raw("<figure><table class=\"figures\">\n<thead><tr><th></th><th>Start</th><th>Last</th><th>Average</th>"
                + "<th>Best</th><th>Equilibrium</th></tr></thead>\n<tbody>\n");
        for (KnownAnswer.Row row : known.rows()) {
            page.add("<tr><th scope=\"row\">%s</th>", title(row.name()));
            for (double value : new double[] {row.start(), row.last(), row.average(), row.best(), row.answer()}) {
                page.add("<td>%s</td>", Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–");
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody>\n</table></figure>\n</div>\n</section>\n");
    }

    private static List<LineChart.Point> points(List<Double> byVersion) {
        return IntStream.range(0, byVersion.size())
                .mapToObj(version -> LineChart.Point.of(version, byVersion.get(version)))
                .toList();
    }

    private void samples() {
        page.raw("<section>\n<h2 class=\"section\">Before and after</h2>\n");
        page.raw(
                "<p class=\"note\">Held-out prompts, unedited first answers.</p>\n<div class=\"scroll\"><table class=\"samples\">\n");
        page.raw("<thead><tr><th>Prompt</th><th>Before</th><th>After</th></tr></thead>\n<tbody>\n");
        for (SamplePair sample : report.samples()) {
            page.add(
                    "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                    sample.prompt(), sample.before(), sample.after());
        }
        page.raw("</tbody>\n</table></div>\n</section>\n");
    }

    private void figures() {
        FinalFigures outcome = report.outcome();
        page.raw("<section>\n<h2 class=\"section\">Final figures</h2>\n<div class=\"charts\">\n");
        page.raw("<figure><figcaption>Win rate by reader on the test prompts</figcaption>")
                .raw(IntervalChart.render(outcome.readers()))
                .raw("</figure>\n<figure><table class=\"figures\">\n<tbody>\n");
        figure("Win rate", three(outcome.winRate().mean()) + " (" + interval(outcome.winRate()) + ")");
        outcome.metrics().forEach((name, metric) -> figure(title(name), comparison(metric)));
        figure("Distinct-2", comparison(outcome.distinct2()));
        figure("Mean length, tokens", comparison(outcome.meanTokens()));
        figure("KL from the start", three(outcome.divergence().kl().mean()) + " nats an answer");
        figure(
                "Cyclic triples",
                String.format(Locale.ROOT, "%.2f %%", 100 * report.effort().cyclicShare()));
        figure("Answers learned from", grouped(report.effort().samples()));
        figure("Tokens learned from", grouped(report.effort().tokens()));
        figure("Wall time", String.format(Locale.ROOT, "%.1f s", report.effort().wallSeconds()));
        figure("Seed", Long.toString(report.run().seed()));
        figure("SHA-256 of the final weights", report.run().finalSha256());
        page.raw("</tbody>\n</table></figure>\n</div>\n</section>\n");
    }

    private void figure(String name, String value) {
        page.add("<tr><th scope=\"row\">%s</th><td>%s</td></tr>", name, value);
    }

    private void configuration() {
        page.raw("<section>\n<h2 class=\"section\">Configuration</h2>\n<details><summary>Every key with its value and"
                + " origin</summary>\n<div class=\"scroll\"><table class=\"config\">\n<tbody>\n");
        for (ResolvedConfig.Entry entry : report.config()) {
            page.add(
                    "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>",
                    entry.key(), entry.value(), entry.origin());
        }
        page.raw("</tbody>\n</table></div></details>\n</section>\n");
    }

    private static String comparison(Comparison comparison) {
        return three(comparison.base()) + " → " + three(comparison.result()) + difference(comparison);
    }

    private static String interval(Interval interval) {
        return "95 % interval " + three(interval.low()) + " to " + three(interval.high());
    }

    private static String difference(Comparison comparison) {
        Interval interval = comparison.difference();
        return interval == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", difference %+.3f (%+.3f to %+.3f)",
                        interval.mean(),
                        interval.low(),
                        interval.high());
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String title(String name) {
        String words = name.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String styleSheet() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing from the class path");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
