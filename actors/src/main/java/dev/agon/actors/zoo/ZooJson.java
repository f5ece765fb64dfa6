package dev.agon.actors.zoo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.report.Interval;
import dev.agon.actors.zoo.ZooFigures.Cycles;
import dev.agon.actors.zoo.ZooFigures.Standing;
import java.nio.file.Path;
import java.util.List;

/** The figures of a zoo for scripts; models are numbered from 0, as arrays are. */
public final class ZooJson {
    private ZooJson() {}

    /** Adds all of them. */
    public static void put(ObjectNode node, List<Path> models, ZooFigures figures) {
        node.put("prompts", figures.prompts());
        ArrayNode array = node.putArray("models");
        for (int model = 0; model < models.size(); model++) {
            putStanding(array.addObject().put("model", models.get(model).toString()), model, figures);
        }
        putMatrix(node.putArray("payoff"), "win_rate", figures.payoff());
        putMatrix(node.putArray("divergence"), "kl", figures.kl());
        for (Cycles cycles : figures.cycles()) {
            node.putObject(cycles.name())
                    .put("share", cycles.share())
                    .put("null_mean", cycles.nullMean())
                    .put("null_high", cycles.nullHigh())
                    .put("above", cycles.above());
        }
    }

    private static void putStanding(ObjectNode node, int model, ZooFigures figures) {
        Standing standing = figures.standings().get(model);
        put(node, "worst_win_rate", figures.payoff().get(model).get(standing.worst()));
        node.put("worst_against", standing.worst());
        put(node, "exploitability_bound", standing.exploitability());
        node.put("exploited_by", standing.apart());
        put(node, "nash_share", standing.nashShare());
        put(node, "win_rate_against_nash", standing.againstNash());
    }

    private static void putMatrix(ArrayNode rows, String name, List<List<Interval>> matrix) {
        for (List<Interval> row : matrix) {
            ArrayNode cells = rows.addArray();
            row.forEach(interval -> put(cells.addObject(), name, interval));
        }
    }

    private static void put(ObjectNode node, String name, Interval interval) {
        node.put(name, interval.mean());
        node.put(name + "_low", interval.low());
        node.put(name + "_high", interval.high());
    }
}
