package dev.agon.actors.claim;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What came of a claim for scripts, with the number of every seed; {@code docs/claims.md} says what each field means.
 */
public final class ClaimJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClaimResult result;

    private ClaimJson(ClaimResult result) {
        this.result = result;
    }

    /** The whole result. */
    public static ObjectNode of(ClaimResult result) {
        return new ClaimJson(result).tree();
    }

    private ObjectNode tree() {
        Claim claim = result.claim();
        ObjectNode node = JSON.createObjectNode();
        node.put("title", claim.title());
        node.put("seeds", claim.seeds());
        node.put("seed", claim.seed());
        node.put("tau", claim.tau());
        node.put("confidence", claim.confidence());
        claim.passes().forEach(node.putArray("passes")::add);
        claim.tuning().ifPresent(tuning -> {
            node.put("tuning_game", tuning.game().name());
            node.put("tuning_seeds", tuning.seeds());
            node.put("tuning_figure", tuning.figure());
        });
        ArrayNode methods = node.putArray("methods");
        for (int m = 0; m < claim.methods().size(); m++) {
            method(methods.addObject(), m);
        }
        ArrayNode games = node.putArray("games");
        result.plays().forEach(plays -> game(games.addObject(), plays));
        ArrayNode checks = node.putArray("checks");
        result.verdicts().forEach(verdict -> verdict(checks.addObject(), verdict));
        return node;
    }

    private void method(ObjectNode node, int m) {
        Method method = result.claim().methods().get(m);
        Tuned tuned = result.tuned().get(m);
        node.put("name", method.name());
        node.put("policy", method.policy());
        node.put("feedback", method.feedback().toString());
        node.put("settings", tuned.candidate().label());
        ArrayNode tries = node.putArray("tuning");
        for (int i = 0; i < tuned.medians().size(); i++) {
            ObjectNode each = tries.addObject();
            each.put("settings", method.candidates().get(i).label());
            put(each, "median", tuned.medians().get(i));
        }
    }

    private void game(ObjectNode node, Plays plays) {
        Claim claim = result.claim();
        node.put("game", plays.arena().name());
        node.put("query_budget", plays.arena().budget(claim.mostPasses()));
        ArrayNode rows = node.putArray("plays");
        for (int m = 0; m < claim.methods().size(); m++) {
            for (int k = 0; k < claim.seeds(); k++) {
                for (int budget = 0; budget < claim.passes().size(); budget++) {
                    ObjectNode row = rows.addObject();
                    row.put("method", claim.methods().get(m).name());
                    row.put("seed", claim.seed() + k);
                    row.put("passes", claim.passes().get(budget));
                    trace(row, plays, plays.traces().get(m).get(k).get(budget));
                }
            }
        }
    }

    private static void trace(ObjectNode row, Plays plays, Trace trace) {
        row.put("queries", trace.queries());
        row.put("iterations", trace.end().iteration());
        for (int f = 0; f < plays.figures().size(); f++) {
            String figure = plays.figures().get(f).replace('-', '_');
            for (String policy : Policies.NAMES) {
                put(row, figure + "_" + policy, trace.end().value(f, policy));
            }
        }
    }

    private static void verdict(ObjectNode node, Verdict verdict) {
        node.put("says", verdict.check().says());
        node.put("game", verdict.game());
        node.put("statistic", verdict.check().statistic());
        node.put("figure", verdict.check().figure());
        put(node, "own", verdict.own());
        put(node, "other", verdict.other());
        put(node, "value", verdict.estimate().value());
        put(node, "low", verdict.estimate().low());
        put(node, "high", verdict.estimate().high());
        node.put("expected", verdict.check().expected());
        node.put("verdict", verdict.word());
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
