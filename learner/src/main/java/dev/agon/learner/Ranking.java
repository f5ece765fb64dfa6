package dev.agon.learner;

import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import java.util.List;
import java.util.SortedMap;

/**
 * How often a policy finds the better one of two answers more probable (Chen et al. 2024, "Preference learning
 * algorithms do not learn preference rankings", arXiv 2405.19534, definitions 2.1 and 2.2): of the pairs of answers to
 * one prompt of which the judge says that one is better, the share that is ranked as it says. Equal values count half;
 * answers of earlier iterations are passed over.
 *
 * <p>Losses of log-ratios to a reference rarely turn its wrong rankings round: where it puts the worse answer c nats
 * above the better one, the policy ranks them rightly exactly if {@code log pi(y+)/ref(y+) - log pi(y-)/ref(y-) >= c},
 * that is, if the pair's DPO loss is at most {@code - log sigma(beta c)} (theorem 4.1 there).
 */
@Decision
final class Ranking {
    private static final double TIE = 1e-9;

    private final Means means = new Means();

    private Ranking() {}

    /**
     * Shares of rightly ranked pairs; none where there is no pair.
     *
     * @param policy log-probabilities of the groups' completions under the policy
     * @param reference and under the policy from which the run started
     */
    static SortedMap<String, Double> of(
            List<JudgedGroup> groups, ReferenceLogProbs policy, ReferenceLogProbs reference) {
        Ranking ranking = new Ranking();
        for (int g = 0; g < groups.size(); g++) {
            PreferenceMatrix verdict = groups.get(g).verdict().preference();
            int answers = groups.get(g).group().present();
            for (int i = 0; i < answers; i++) {
                for (int j = 0; j < answers; j++) {
                    if (verdict.get(i, j) > 0.5 + TIE) {
                        ranking.add(policy.of(g, i), policy.of(g, j), reference.of(g, i), reference.of(g, j));
                    }
                }
            }
        }
        return ranking.means.toMap();
    }

    private void add(LogProbs chosen, LogProbs rejected, LogProbs referenceChosen, LogProbs referenceRejected) {
        double margin = chosen.sum() - rejected.sum();
        double referenceMargin = referenceChosen.sum() - referenceRejected.sum();
        means.add("ranking/policy", right(margin))
                .add("ranking/policy_per_token", right(perToken(chosen) - perToken(rejected)))
                .add("ranking/reference", right(referenceMargin))
                .add("ranking/reference_per_token", right(perToken(referenceChosen) - perToken(referenceRejected)))
                .add("ranking/implicit_reward", right(margin - referenceMargin));
        if (referenceMargin < 0) {
            means.add("ranking/turned_round", right(margin)).add("ranking/difficulty", -referenceMargin);
        }
    }

    private static double right(double margin) {
        return margin > 0 ? 1 : margin < 0 ? 0 : 0.5;
    }

    private static double perToken(LogProbs logProbs) {
        return logProbs.sum() / logProbs.size();
    }
}
