package dev.agon.actors.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.env.game.TabularPolicy;
import dev.agon.learner.exact.CurvePoint;
import dev.agon.learner.exact.Outcome;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Figures of a game for scripts; {@code docs/games.md} says what each field means. Of a game with one context a policy
 * is an array of probabilities, of one with several an array of such arrays, and so with everything that belongs to a
 * context; numbers are means over contexts. A figure that does not exist is null.
 */
public final class SolveJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<GameFacts> facts;

    private SolveJson(List<GameFacts> facts) {
        this.facts = facts;
    }

    /** The game, how it was played, and what one algorithm made of it. */
    public static ObjectNode of(NamedGame game, List<GameFacts> facts, SolveSettings settings, Solution solution) {
        SolveJson json = new SolveJson(facts);
        ObjectNode node = json.game(game, settings);
        json.putSolution(node, solution);
        return node;
    }

    /** The game, how it was played, and an array {@code race} of what each algorithm made of it. */
    public static ObjectNode race(
            NamedGame game, List<GameFacts> facts, SolveSettings settings, List<Solution> solutions) {
        SolveJson json = new SolveJson(facts);
        ObjectNode node = json.game(game, settings);
        node.put("query_budget", settings.queries());
        ArrayNode race = node.putArray("race");
        solutions.forEach(solution -> json.putSolution(race.addObject(), solution));
        return node;
    }

    private ObjectNode game(NamedGame game, SolveSettings settings) {
        ObjectNode node = JSON.createObjectNode();
        node.put("game", game.name());
        node.put("feedback", settings.feedback().toString());
        node.put("seed", settings.seed());
        node.put("start", settings.start());
        if (facts.size() > 1) {
            ArrayNode names = node.putArray("contexts");
            facts.forEach(fact -> names.add(fact.game().name()));
        }
        each(node, "actions", fact -> JSON.valueToTree(fact.game().actions()));
        each(node, "nash", fact -> array(fact.nash().policy()));
        mean(node, "value", fact -> fact.nash().value());
        each(node, "reference", fact -> array(fact.game().reference()));
        each(node, "borda_winner", fact -> JSON.valueToTree(fact.bordaWinner()));
        each(
                node,
                "borda_winner_name",
                fact -> JSON.valueToTree(fact.game().actions().get(fact.bordaWinner())));
        mean(node, "borda_exploitability", GameFacts::bordaExploitability);
        each(node, "bradley_terry_winner", fact -> JSON.valueToTree(fact.bradleyTerryWinner()));
        each(
                node,
                "bradley_terry_winner_name",
                fact -> JSON.valueToTree(fact.game().actions().get(fact.bradleyTerryWinner())));
        mean(node, "bradley_terry_exploitability", GameFacts::bradleyTerryExploitability);
        mean(node, "cyclic_share", GameFacts::cyclicShare);
        mean(node, "hodge_share", GameFacts::hodgeShare);
        mean(node, "hodge_share_log_odds", GameFacts::hodgeOfLogOdds);
        mean(node, "hodge_share_win_rates", GameFacts::hodgeOfWinRates);
        return node;
    }

    private void putSolution(ObjectNode node, Solution solution) {
        Outcome outcome = solution.outcome();
        node.put("algorithm", solution.algorithm());
        node.put("iterations", outcome.iterations());
        node.put("queries", outcome.queries());
        node.put("tau", solution.tau());
        putPolicy(node, "last", solution, outcome.last());
        putPolicy(node, "average", solution, outcome.average());
        putPolicy(node, "best", solution, outcome.best());
        node.put("best_iteration", outcome.bestIteration());
        node.put("duality_gap", 2 * solution.exploitability(outcome.last()));
        put(node, "duality_gap_regularised", solution.regularisedGap(outcome.last()));
        put(node, "kl_to_reference", solution.kl(outcome.last()));
        ArrayNode curve = node.putArray("curve");
        for (CurvePoint point : outcome.curve()) {
            ObjectNode each = curve.addObject();
            each.put("iteration", point.iteration());
            each.put("queries", point.queries());
            each.put("last", point.last());
            each.put("average", point.average());
        }
    }

    private void putPolicy(ObjectNode node, String which, Solution solution, List<TabularPolicy> policies) {
        node.set(
                "policy_" + which,
                unwrapped(policies.stream().map(SolveJson::array).toList()));
        node.put("exploitability_" + which, solution.exploitability(policies));
        node.put("duality_gap_" + which, 2 * solution.exploitability(policies));
        put(node, "duality_gap_regularised_" + which, solution.regularisedGap(policies));
        put(node, "kl_to_reference_" + which, solution.kl(policies));
    }

    private void mean(ObjectNode node, String name, ToDoubleFunction<GameFacts> figure) {
        put(node, name, facts.stream().mapToDouble(figure).sum() / facts.size());
    }

    private void each(ObjectNode node, String name, Function<GameFacts, JsonNode> value) {
        node.set(name, unwrapped(facts.stream().map(value).toList()));
    }

    /** The only element, or an array of all. */
    private static JsonNode unwrapped(List<? extends JsonNode> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static JsonNode array(TabularPolicy policy) {
        ArrayNode array = JSON.createArrayNode();
        for (double p : policy.probabilities()) {
            array.add(p);
        }
        return array;
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
