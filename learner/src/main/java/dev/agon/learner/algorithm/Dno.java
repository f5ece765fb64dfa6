package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Practical Direct Nash Optimization (DNO-Prct): contrastive regression on large-margin pairs of the policy's own
 * answers, against the previous iterate. Rosset et al. 2024, "Direct Nash Optimization", arXiv 2404.03715, algorithm 2.
 *
 * <p>In iteration t, for each prompt x with answers y_1..y_k sampled from pi_t:
 *
 * <ol>
 *   <li>Rank: {@code r_i = mean over j != i of P(y_i beats y_j | x)}.
 *   <li>Filter: of all pairs (y+, y-) with margin {@code r+ - r-} above zero and at least {@code minimum-margin}, and
 *       {@code r+ >= minimum-positive-win-rate}, take those with the largest margins, at most {@code maximum-pairs} of
 *       them, each answer in at most {@code answer-uses} of them.
 *   <li>Regress: one pass of gradient steps on the mean over pairs of {@code -log sigma(eta * [log pi(y+)/pi_t(y+) -
 *       log pi(y-)/pi_t(y-)])}.
 * </ol>
 *
 * <p>With {@code written-answers} the task's written answer to x, the paper's teacher, is one more of them: it is
 * ranked with the policy's own, and may win a pair or lose it.
 *
 * <p>pi_t is the policy before the update and, by the strict schedule, the one that sampled the answers, so that the
 * log-probabilities recorded with them are the reference; the starting policy plays no part. The paper's eta is a
 * temperature, the inverse of a Hedge step: the exact algorithm's update (equation 8) is {@code pi_{t+1} = pi_t exp(r_t
 * / eta) / Z}, so a <em>smaller</em> eta moves further. It stands where DPO has beta.
 */
public final class Dno implements Algorithm {
    private static final int MANY = 1_000_000;

    private final double eta;
    private final double minimumMargin;
    private final double minimumPositiveWinRate;
    private final int maximumPairs;
    private final int answerUses;
    private final boolean writtenAnswers;

    /** The algorithm with the settings of its block. */
    public Dno(Settings settings) {
        eta = settings.number("eta", 1e-6, 1e6);
        minimumMargin = settings.number("minimum-margin", 0, 1);
        minimumPositiveWinRate = settings.number("minimum-positive-win-rate", 0, 1);
        maximumPairs = settings.integer("maximum-pairs", 1, MANY);
        answerUses = settings.integer("answer-uses", 1, MANY);
        writtenAnswers = settings.flag("written-answers");
    }

    @Override
    public Written written() {
        return writtenAnswers ? Written.WHERE_GIVEN : Written.NEVER;
    }

    @Override
    public Reference reference() {
        return Reference.PREVIOUS;
    }

    @Override
    public int sequencesOfATerm(int answers) {
        return 2;
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        List<Term> terms = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g).group();
            for (Pair pair : pairs(groups.get(g).verdict().preference())) {
                terms.add(new DnoTerm(
                        g,
                        eta,
                        Sequences.of(group, pair.chosen()),
                        Sequences.of(group, pair.rejected()),
                        reference.of(g, pair.chosen()).sum(),
                        reference.of(g, pair.rejected()).sum()));
            }
        }
        return terms;
    }

    /** Two answers of a group, the better one first, and the difference of their win rates. */
    record Pair(int chosen, int rejected, double margin) {}

    /** The pairs to learn from, the largest margin first; equal margins in the answers' order. */
    List<Pair> pairs(PreferenceMatrix preference) {
        List<Pair> candidates = candidates(preference);
        candidates.sort(Comparator.comparingDouble(Pair::margin).reversed());
        int[] uses = new int[preference.size()];
        List<Pair> taken = new ArrayList<>();
        for (Pair pair : candidates) {
            boolean free = uses[pair.chosen()] < answerUses && uses[pair.rejected()] < answerUses;
            if (free && taken.size() < maximumPairs) {
                uses[pair.chosen()]++;
                uses[pair.rejected()]++;
                taken.add(pair);
            }
        }
        return taken;
    }

    private List<Pair> candidates(PreferenceMatrix preference) {
        List<Pair> candidates = new ArrayList<>();
        for (int i = 0; i < preference.size(); i++) {
            for (int j = 0; j < preference.size(); j++) {
                double margin = preference.winRate(i) - preference.winRate(j);
                if (WinRates.reaches(margin, minimumMargin)
                        && WinRates.differ(margin)
                        && WinRates.reaches(preference.winRate(i), minimumPositiveWinRate)) {
                    candidates.add(new Pair(i, j, margin));
                }
            }
        }
        return candidates;
    }
}
