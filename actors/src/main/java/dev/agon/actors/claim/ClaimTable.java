package dev.agon.actors.claim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What came of a claim as Markdown, for a person and for a page alike: medians over seeds with their intervals. */
public final class ClaimTable {
    private final ClaimResult result;
    private final StringBuilder text = new StringBuilder();

    private ClaimTable(ClaimResult result) {
        this.result = result;
    }

    /** The whole result. */
    public static String render(ClaimResult result) {
        ClaimTable table = new ClaimTable(result);
        table.head();
        for (Plays plays : result.plays()) {
            table.game(plays);
        }
        table.verdicts();
        return table.text.toString();
    }

    private void head() {
        Claim claim = result.claim();
        line("%s", claim.title());
        line("");
        line(
                "%d seeds (%d to %d), the same labels for all methods; medians over seeds, %s %% bootstrap intervals.",
                claim.seeds(), claim.seed(), claim.seed() + claim.seeds() - 1, Numbers.plain(100 * claim.confidence()));
        line("");
        claim.tuning().ifPresent(this::tuning);
    }

    private void tuning(Claim.Tuning tuning) {
        line("Tuned on %s, %d seeds a setting, median %s:", tuning.game().name(), tuning.seeds(), tuning.figure());
        line("");
        List<List<String>> rows = new ArrayList<>(List.of(List.of("method", "settings tried")));
        for (int m = 0; m < result.tuned().size(); m++) {
            Method method = result.claim().methods().get(m);
            List<String> tries = new ArrayList<>();
            for (int i = 0; i < method.candidates().size(); i++) {
                String label = method.candidates().get(i).label();
                boolean chosen =
                        method.candidates().get(i).equals(result.tuned().get(m).candidate());
                tries.add((chosen ? "**" + label + "**" : label) + " "
                        + Numbers.of(result.tuned().get(m).medians().get(i)));
            }
            rows.add(List.of(method.name(), String.join(", ", tries)));
        }
        table(rows);
    }

    private void game(Plays plays) {
        Claim claim = result.claim();
        List<String> figures = claim.drawing().figure().equals(Figures.EXPLOITABILITY)
                ? List.of(Figures.EXPLOITABILITY)
                : List.of(Figures.EXPLOITABILITY, claim.drawing().figure());
        for (String figure : figures) {
            ends(plays, figure);
        }
        if (claim.passes().size() > 1) {
            budgets(plays);
        }
    }

    private void ends(Plays plays, String figure) {
        Claim claim = result.claim();
        line(
                "%s, %s after at most %,d comparisons (exploitability at the start %s):",
                plays.arena().name(), figure, plays.arena().budget(claim.mostPasses()), Numbers.of(plays.start()));
        line("");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("method", "comparisons", "steps", "last", "average", "best", "KL to ref"));
        for (int m = 0; m < claim.methods().size(); m++) {
            Method method = claim.methods().get(m);
            List<String> row = new ArrayList<>(List.of(
                    method.name(),
                    String.format(Locale.ROOT, "%,d", plays.most(m, Trace::queries)),
                    String.format(Locale.ROOT, "%,d", plays.most(m, trace -> trace.end()
                            .iteration()))));
            for (String policy : Policies.NAMES) {
                String cell = Numbers.of(result.end(plays, m, policy, figure));
                row.add(policy.equals(method.policy()) ? "**" + cell + "**" : cell);
            }
            row.add(Numbers.of(result.end(plays, m, method.policy(), Figures.KL)));
            rows.add(row);
        }
        table(rows);
    }

    private void budgets(Plays plays) {
        Claim claim = result.claim();
        String figure = claim.drawing().figure();
        line("%s, %s by comparisons an action:", plays.arena().name(), figure);
        line("");
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("method"));
        claim.passes().forEach(passes -> head.add(String.format(Locale.ROOT, "%,d", passes)));
        rows.add(head);
        for (int m = 0; m < claim.methods().size(); m++) {
            Method method = claim.methods().get(m);
            List<String> row = new ArrayList<>(List.of(method.name()));
            for (int budget = 0; budget < claim.passes().size(); budget++) {
                row.add(Numbers.of(result.end(plays, m, method.policy(), figure, budget)));
            }
            rows.add(row);
        }
        table(rows);
    }

    private void verdicts() {
        if (result.verdicts().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("check", "game", "own", "other", "value", "expected", "verdict"));
        for (Verdict verdict : result.verdicts()) {
            rows.add(List.of(
                    verdict.check().says(),
                    verdict.game(),
                    Numbers.of(verdict.own()),
                    Numbers.of(verdict.other()),
                    Numbers.of(verdict.estimate()),
                    verdict.check().expected(),
                    verdict.word()));
        }
        table(rows);
    }

    private void table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder cells = new StringBuilder("|");
            for (int i = 0; i < widths.length; i++) {
                String cell = rows.get(r).get(i);
                cells.append(' ')
                        .append(cell)
                        .append(" ".repeat(widths[i] - cell.length()))
                        .append(" |");
            }
            line("%s", cells);
            if (r == 0) {
                line(
                        "|%s",
                        String.join(
                                "",
                                Arrays.stream(widths)
                                        .mapToObj(w -> "-".repeat(w + 2) + "|")
                                        .toList()));
            }
        }
        line("");
    }

    private void line(String pattern, Object... values) {
        text.append(String.format(Locale.ROOT, pattern, values)).append(System.lineSeparator());
    }
}
