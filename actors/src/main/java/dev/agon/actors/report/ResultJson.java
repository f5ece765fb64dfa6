package dev.agon.actors.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.env.metric.KnownAnswer;
import java.util.SortedMap;

/** The report for scripts; a figure that was not measured is null. */
public final class ResultJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultJson() {}

    /** The {@code result.json} of a run, with a line break at its end. */
    public static String render(RunReport report) {
        ObjectNode node = JSON.createObjectNode();
        putFigures(node, report.outcome());
        node.put("iterations", report.effort().iterations());
        node.put("samples", report.effort().samples());
        node.put("tokens", report.effort().tokens());
        put(node, "wall_seconds", report.effort().wallSeconds());
        node.put("final_sha256", report.run().finalSha256());
        put(node, "cyclic_share", report.effort().cyclicShare());
        node.put("run", report.run().name());
        node.put("task", report.run().task());
        node.put("judge", report.run().judge());
        node.put("algorithm", report.run().algorithm());
        node.put("seed", report.run().seed());
        node.put("model", report.run().model());
        if (report.known() != null) {
            putKnown(node.putObject("known"), report.known());
        }
        for (IterationFigures figures : report.iterations()) {
            addIteration(node.withArrayProperty("per_iteration").addObject(), figures);
        }
        return pretty(node);
    }

    /** Adds how one policy does against another on test prompts. */
    public static void putFigures(ObjectNode node, FinalFigures figures) {
        putInterval(node, "win_rate", figures.winRate());
        figures.metrics().forEach((name, metric) -> putComparison(node, name, metric));
        putComparison(node, "distinct2", figures.distinct2());
        putComparison(node, "mean_tokens", figures.meanTokens());
        putInterval(node, "kl", figures.divergence().kl());
        putInterval(node, "kl_reverse", figures.divergence().reverse());
        node.put("prompts", figures.prompts());
        putReaders(node, figures.readers());
    }

    /** Adds how the policies stand beside the known answer; a row is an object of the figures of each policy. */
    private static void putKnown(ObjectNode node, KnownAnswer known) {
        node.put("name", known.name());
        put(node, "tau", known.tau());
        node.put("best_version", known.bestVersion());
        for (KnownAnswer.Row row : known.rows()) {
            ObjectNode figures = node.putObject(row.name());
            put(figures, "start", row.start());
            put(figures, "last", row.last());
            put(figures, "average", row.average());
            put(figures, "best", row.best());
            put(figures, "answer", row.answer());
        }
        ArrayNode versions = node.putArray("per_version");
        for (int version = 0; version < known.last().size(); version++) {
            ObjectNode figures = versions.addObject().put("version", version);
            put(figures, "exploitability", known.last().get(version));
            put(figures, "exploitability_average", known.average().get(version));
        }
    }

    private static void addIteration(ObjectNode node, IterationFigures figures) {
        node.put("version", figures.version());
        putInterval(node, "win_rate", figures.againstStart());
        putInterval(node, "win_rate_previous", figures.againstPrevious());
        put(node, "kl", figures.kl());
        put(node, "mean_tokens", figures.meanTokens());
        put(node, "distinct2", figures.distinct2());
        putReaders(node, figures.readers());
    }

    /** Adds an object {@code readers} that holds a win rate by reader. */
    private static void putReaders(ObjectNode node, SortedMap<String, Interval> readers) {
        ObjectNode object = node.putObject("readers");
        readers.forEach((name, rate) -> putInterval(object.putObject(name), "win_rate", rate));
    }

    /** Adds {@code name}, {@code name_low} and {@code name_high}. */
    private static void putInterval(ObjectNode node, String name, Interval interval) {
        put(node, name, interval.mean());
        put(node, name + "_low", interval.low());
        put(node, name + "_high", interval.high());
    }

    /** Adds {@code name}, {@code name_base} and the interval {@code name_difference}. */
    private static void putComparison(ObjectNode node, String name, Comparison comparison) {
        put(node, name, comparison.result());
        put(node, name + "_base", comparison.base());
        if (comparison.difference() != null) {
            putInterval(node, name + "_difference", comparison.difference());
        }
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    /** A tree as indented JSON with a line break at its end. */
    public static String pretty(ObjectNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
