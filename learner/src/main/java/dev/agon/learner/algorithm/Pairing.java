package dev.agon.learner.algorithm;

import dev.agon.learner.loss.Comparison;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of a prompt's answers meet, and with which label: a choice that every loss of pairs leaves open.
 *
 * <ul>
 *   <li>{@code best-worst}: the answer of the highest win rate meets that of the lowest.
 *   <li>{@code halves}: the best meets the worst, the second best the second worst, and so on.
 *   <li>{@code all}: every answer meets every other; the one that wins their duel is the chosen one.
 * </ul>
 *
 * <p>Labels are {@code hard} (the chosen one is the better) or {@code soft} (with the judge's own probability, which is
 * the expectation over drawn labels). A tie has no winner: it is left out, except among soft labels of all pairs, where
 * it teaches that the two are equals.
 */
final class Pairing {
    private static final String BEST_WORST = "best-worst";
    private static final String HALVES = "halves";
    private static final String ALL = "all";
    private static final String SOFT = "soft";

    private final String pairs;
    private final double minimumMargin;
    private final boolean soft;

    private Pairing(String pairs, double minimumMargin, boolean soft) {
        this.pairs = pairs;
        this.minimumMargin = minimumMargin;
        this.soft = soft;
    }

    /** Reads {@code pairs}, {@code minimum-margin} and {@code labels} of an algorithm's block. */
    static Pairing of(Settings settings) {
        return new Pairing(
                settings.oneOf("pairs", List.of(BEST_WORST, HALVES, ALL)),
                settings.number("minimum-margin", 0, 1),
                settings.oneOf("labels", List.of(SOFT, "hard")).equals(SOFT));
    }

    /** Every answer meets every other, with the judge's probability as label. */
    static List<Comparison> allSoft(PreferenceMatrix preference) {
        return new Pairing(ALL, 0, true).of(preference);
    }

    /** The best meets the worst, the second best the second worst, and so on. */
    static List<Comparison> halves(PreferenceMatrix preference) {
        return new Pairing(HALVES, 0, false).of(preference);
    }

    /** The best meets the worst. */
    static List<Comparison> bestWorst(PreferenceMatrix preference) {
        return new Pairing(BEST_WORST, 0, false).of(preference);
    }

    /** The comparisons of a group; empty if its verdicts teach nothing. */
    List<Comparison> of(PreferenceMatrix preference) {
        return pairs.equals(ALL) ? duels(preference) : ranked(preference);
    }

    /** Pairs from both ends of the ranking; answers of one win rate keep their order. */
    private List<Comparison> ranked(PreferenceMatrix preference) {
        List<Integer> order = IntStream.range(0, preference.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -preference.winRate(i)))
                .toList();
        int most = pairs.equals(BEST_WORST) ? 1 : order.size() / 2;
        List<Comparison> result = new ArrayList<>();
        for (int rank = 0; rank < Math.min(most, order.size() / 2); rank++) {
            int best = order.get(rank);
            int worst = order.get(order.size() - 1 - rank);
            double margin = preference.winRate(best) - preference.winRate(worst);
            if (WinRates.differ(margin) && WinRates.reaches(margin, minimumMargin)) {
                result.add(new Comparison(best, worst, soft ? preference.get(best, worst) : 1));
            }
        }
        return result;
    }

    private List<Comparison> duels(PreferenceMatrix preference) {
        List<Comparison> result = new ArrayList<>();
        for (int i = 0; i < preference.size(); i++) {
            for (int j = i + 1; j < preference.size(); j++) {
                double margin = Math.abs(preference.winRate(i) - preference.winRate(j));
                double p = preference.get(i, j);
                boolean tie = !WinRates.differ(Math.abs(p - 0.5));
                if (WinRates.reaches(margin, minimumMargin) && (soft || !tie)) {
                    int winner = p >= 0.5 ? i : j;
                    result.add(new Comparison(winner, i + j - winner, soft ? Math.max(p, 1 - p) : 1));
                }
            }
        }
        return result;
    }
}
