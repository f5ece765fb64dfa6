package dev.agon.actors.zoo;

import dev.agon.actors.report.Interval;
import dev.agon.actors.zoo.ZooFigures.Cycles;
import dev.agon.actors.zoo.ZooFigures.Standing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures of a zoo as text for a terminal; models are numbered from 1. */
public final class ZooTable {
    private static final String STANDING = "%-3s %-28s %-28s %-22s %s%n";

    private ZooTable() {}

    /** All of them. */
    public static String render(List<Path> models, ZooFigures figures) {
        StringBuilder text = new StringBuilder();
        for (int model = 0; model < models.size(); model++) {
            text.append(String.format(Locale.ROOT, "%-3d %s%n", model + 1, models.get(model)));
        }
        text.append(String.format("%nwin rate of row against column, on %d prompts%n", figures.prompts()));
        matrix(text, figures.payoff(), ZooTable::share);
        text.append(String.format(
                "%n" + STANDING, "", "worst case", "exploitable by at least", "Nash average", "against it"));
        for (int model = 0; model < models.size(); model++) {
            text.append(standing(model, figures));
        }
        if (!figures.cycles().isEmpty()) {
            text.append(String.format(
                    "%n%-16s %-10s %-24s %s%n", "cycles", "measured", "an order's mean", "its 95 % point"));
            figures.cycles().forEach(cycles -> text.append(line(cycles)));
        }
        text.append(String.format("%nKL of row from column, nats an answer%n"));
        matrix(text, figures.kl(), ZooTable::nats);
        return text.toString().replaceAll("(?m) +$", "");
    }

    private static void matrix(StringBuilder text, List<List<Interval>> rows, Function<Interval, String> cell) {
        text.append("   ");
        for (int column = 1; column <= rows.size(); column++) {
            text.append(String.format(Locale.ROOT, " %-23d", column));
        }
        text.append(System.lineSeparator());
        for (int i = 0; i < rows.size(); i++) {
            text.append(String.format(Locale.ROOT, "%-3d", i + 1));
            for (int j = 0; j < rows.size(); j++) {
                text.append(String.format(
                        " %-23s", i == j ? "–" : cell.apply(rows.get(i).get(j))));
            }
            text.append(System.lineSeparator());
        }
    }

    private static String standing(int model, ZooFigures figures) {
        Standing standing = figures.standings().get(model);
        Interval worst = figures.payoff().get(model).get(standing.worst());
        Interval bound = standing.exploitability();
        return String.format(
                Locale.ROOT,
                STANDING,
                model + 1,
                share(worst) + " by " + (standing.worst() + 1),
                String.format(Locale.ROOT, "%.3f (%.3f-%.3f) by ", bound.mean(), bound.low(), bound.high())
                        + (standing.apart() + 1),
                share(standing.nashShare()),
                share(standing.againstNash()));
    }

    private static String line(Cycles cycles) {
        return String.format(
                Locale.ROOT,
                "%-16s %-10.4f %-24.4f %.4f, %s%n",
                cycles.name().replace('_', ' '),
                cycles.share(),
                cycles.nullMean(),
                cycles.nullHigh(),
                cycles.above() ? "exceeded: more than an order" : "not exceeded");
    }

    private static String share(Interval interval) {
        return String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", interval.mean(), interval.low(), interval.high());
    }

    private static String nats(Interval interval) {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", interval.mean(), interval.low(), interval.high());
    }
}
