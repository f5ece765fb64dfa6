package dev.agon.actors.solve;

import dev.agon.env.game.TabularPolicy;
import dev.agon.learner.exact.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Figures of a game as text for a terminal. */
public final class SolveTable {
    private static final int MOST_ACTIONS = 12;

    private final StringBuilder text = new StringBuilder();

    private SolveTable() {}

    /** The game, the policies reached by one algorithm, and how good they are. */
    public static String of(NamedGame game, List<GameFacts> facts, SolveSettings settings, Solution solution) {
        SolveTable table = new SolveTable();
        Outcome outcome = solution.outcome();
        table.game(game, facts);
        table.line(
                "%s: %,d iterations, %,d queries, feedback %s%n",
                solution.algorithm(), outcome.iterations(), outcome.queries(), settings.feedback());
        for (int i = 0; i < facts.size(); i++) {
            table.policies(facts.get(i), outcome, i, facts.size() > 1);
        }
        table.line("%-28s %11s %11s %11s", "", "last", "average", "best");
        table.figures("exploitability", outcome, solution::exploitability);
        table.figures("duality gap", outcome, policies -> 2 * solution.exploitability(policies));
        table.figures(
                String.format(Locale.ROOT, "duality gap at tau %s", solution.tau()), outcome, solution::regularisedGap);
        table.figures("KL to the reference, nats", outcome, solution::kl);
        table.line("The best of the validated policies is that of iteration %,d.", outcome.bestIteration());
        return table.text.toString();
    }

    /** The game, and a line an algorithm, the best last iterate first. */
    public static String race(NamedGame game, List<GameFacts> facts, SolveSettings settings, List<Solution> solutions) {
        SolveTable table = new SolveTable();
        table.game(game, facts);
        table.line("A race of %,d queries each, feedback %s%n", settings.queries(), settings.feedback());
        table.line(
                "%-16s %11s %12s %11s %11s %11s %11s",
                "algorithm", "iterations", "queries", "last", "average", "best", "KL of last");
        solutions.stream()
                .sorted(Comparator.comparingDouble(
                        solution -> solution.exploitability(solution.outcome().last())))
                .forEach(solution -> table.line(
                        "%-16s %,11d %,12d %11s %11s %11s %11s",
                        solution.algorithm(),
                        solution.outcome().iterations(),
                        solution.outcome().queries(),
                        number(solution.exploitability(solution.outcome().last())),
                        number(solution.exploitability(solution.outcome().average())),
                        number(solution.exploitability(solution.outcome().best())),
                        number(solution.kl(solution.outcome().last()))));
        table.line("Exploitability of the last iterate, the average and the best validated policy.");
        return table.text.toString();
    }

    private void game(NamedGame game, List<GameFacts> facts) {
        for (GameFacts fact : facts) {
            line(
                    "%s: %d actions, value %.6f, cyclic triples %.1f %%, Hodge share %.4f",
                    facts.size() > 1 ? game.name() + "/" + fact.game().name() : game.name(),
                    fact.game().size(),
                    fact.nash().value(),
                    100 * fact.cyclicShare(),
                    fact.hodgeShare());
            winner("Borda", fact, fact.bordaWinner(), fact.bordaExploitability());
            winner("Bradley-Terry", fact, fact.bradleyTerryWinner(), fact.bradleyTerryExploitability());
        }
        text.append(System.lineSeparator());
    }

    private void winner(String rule, GameFacts fact, int winner, double exploitability) {
        line("  %-13s winner %s, exploitability %s", rule, fact.game().actions().get(winner), number(exploitability));
    }

    /** The actions that matter most, with their probabilities. */
    private void policies(GameFacts fact, Outcome outcome, int context, boolean named) {
        List<TabularPolicy> columns = List.of(
                fact.game().reference(),
                fact.nash().policy(),
                outcome.last().get(context),
                outcome.average().get(context),
                outcome.best().get(context));
        String head = named ? fact.game().name() : "action";
        line("%-20s %9s %9s %9s %9s %9s", head, "reference", "Nash", "last", "average", "best");
        IntStream.range(0, fact.game().size())
                .boxed()
                .sorted(Comparator.comparingDouble(action -> -weight(columns, action)))
                .limit(MOST_ACTIONS)
                .sorted()
                .forEach(action -> line(
                        "%-20s %9.6f %9.6f %9.6f %9.6f %9.6f",
                        fact.game().actions().get(action),
                        columns.get(0).get(action),
                        columns.get(1).get(action),
                        columns.get(2).get(action),
                        columns.get(3).get(action),
                        columns.get(4).get(action)));
        if (fact.game().size() > MOST_ACTIONS) {
            line("... and %d more; --json has them all", fact.game().size() - MOST_ACTIONS);
        }
        text.append(System.lineSeparator());
    }

    private static double weight(List<TabularPolicy> columns, int action) {
        return columns.subList(1, columns.size()).stream()
                .mapToDouble(policy -> policy.get(action))
                .max()
                .orElse(0);
    }

    /** A figure of a policy in each context. */
    private interface Figure {
        double of(List<TabularPolicy> policies);
    }

    private void figures(String name, Outcome outcome, Figure figure) {
        line(
                "%-28s %11s %11s %11s",
                name,
                number(figure.of(outcome.last())),
                number(figure.of(outcome.average())),
                number(figure.of(outcome.best())));
    }

    /** Six decimals where they say something, else a power of ten; rounding below zero is zero. */
    private static String number(double value) {
        double shown = Math.max(0, value);
        return shown >= 1e-4 || shown < 1e-12
                ? String.format(Locale.ROOT, "%.6f", shown)
                : String.format(Locale.ROOT, "%.2e", shown);
    }

    private void line(String pattern, Object... values) {
        text.append(String.format(Locale.ROOT, pattern, values)).append(System.lineSeparator());
    }
}
