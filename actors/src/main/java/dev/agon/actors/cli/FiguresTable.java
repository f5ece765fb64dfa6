package dev.agon.actors.cli;

import dev.agon.actors.report.Comparison;
import dev.agon.actors.report.FinalFigures;
import dev.agon.actors.report.Interval;
import dev.agon.actors.report.SamplePair;
import dev.agon.env.metric.KnownAnswer;
import java.util.List;
import java.util.Locale;

/** Figures and samples as text for a terminal. */
final class FiguresTable {
    private static final String KNOWN_ROW = "%-24s %9s %9s %9s %9s %12s%n";

    private FiguresTable() {}

    /** One line a figure. */
    static String render(FinalFigures figures) {
        StringBuilder table = new StringBuilder();
        row(table, "win rate", interval(figures.winRate()) + " on " + figures.prompts() + " prompts");
        figures.readers().forEach((reader, rate) -> row(table, "  " + reader, interval(rate)));
        figures.metrics().forEach((name, metric) -> row(table, name.replace('_', ' '), comparison(metric)));
        row(table, "distinct-2", comparison(figures.distinct2()));
        row(table, "mean length", comparison(figures.meanTokens()) + " tokens");
        row(table, "KL", interval(figures.divergence().kl()) + " nats an answer");
        if (figures.divergence().bothWays()) {
            row(table, "KL reverse", interval(figures.divergence().reverse()) + " nats an answer");
        }
        return table.toString();
    }

    /** The policies beside the known answer, a line a figure; what is not known of a policy is a dash. */
    static String render(KnownAnswer known) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                KNOWN_ROW,
                known.name() + ", tau " + known.tau(),
                "start",
                "last",
                "average",
                "best",
                "equilibrium"));
        for (KnownAnswer.Row row : known.rows()) {
            table.append(String.format(
                    Locale.ROOT,
                    KNOWN_ROW,
                    row.name().replace('_', ' '),
                    five(row.start()),
                    five(row.last()),
                    five(row.average()),
                    five(row.best()),
                    five(row.answer())));
        }
        return table.append("Average: the mixture of all versions from which a step was made; best: version ")
                .append(known.bestVersion())
                .append(", of the lowest exploitability.\n")
                .toString();
    }

    private static String five(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.5f", value) : "–";
    }

    /** Each prompt with the answers before and after. */
    static String samples(List<SamplePair> samples) {
        StringBuilder text = new StringBuilder();
        for (SamplePair sample : samples) {
            text.append(sample.prompt()).append('\n');
            text.append("  before  ").append(sample.before()).append('\n');
            text.append("  after   ").append(sample.after()).append('\n');
        }
        return text.toString();
    }

    private static void row(StringBuilder table, String name, String value) {
        table.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "%.3f  (%.3f to %.3f)", interval.mean(), interval.low(), interval.high());
    }

    private static String comparison(Comparison comparison) {
        String both = String.format(Locale.ROOT, "%.3f  from %.3f", comparison.result(), comparison.base());
        Interval difference = comparison.difference();
        return difference == null
                ? both
                : both
                        + String.format(
                                Locale.ROOT, "  (difference %+.3f to %+.3f)", difference.low(), difference.high());
    }
}
