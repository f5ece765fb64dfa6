package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.policy.Sequence;
import dev.agon.protocol.JudgedGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A policy gradient: each answer has a reward, what stands out of its group's rewards is its advantage, and the answer
 * becomes likelier by it. What is its own: the reward, the baseline and the form of the surrogate. A term is one
 * answer.
 */
abstract class PolicyGradient implements Algorithm {
    private static final double NOTHING = 1e-9;

    /** One answer with what it earned. */
    record Earned(Answers answers, int answer, double reward, double advantage) {
        Sequence sequence() {
            return Sequences.of(answers.judged().group(), answer);
        }
    }

    @Override
    public final Reference reference() {
        return Reference.START;
    }

    @Override
    public int sequencesOfATerm(int answers) {
        return 1;
    }

    @Override
    public final List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        List<Term> terms = new ArrayList<>();
        boolean anything = false;
        for (Answers answers : Answers.of(groups, reference)) {
            double[] rewards = rewards(answers);
            double[] advantages = advantages(rewards);
            for (int i = 0; i < rewards.length; i++) {
                terms.add(term(new Earned(answers, i, rewards[i], advantages[i])));
                anything |= teachesAnyway() || Math.abs(advantages[i]) > NOTHING;
            }
        }
        // Without any advantage the gradient is zero, and a step would only repeat the optimizer's momentum.
        return anything ? terms : List.of();
    }

    /** The reward of each of the policy's own answers, which alone become terms. */
    abstract double[] rewards(Answers answers);

    /** What each reward of a group is above its baseline. */
    abstract double[] advantages(double[] rewards);

    /** The term of one answer. */
    abstract Term term(Earned earned);

    /** Whether the terms have a gradient even where no answer has an advantage. */
    boolean teachesAnyway() {
        return false;
    }

    /** {@code winRate - tau * log pi_t/ref} of each answer; a number, no gradient flows through it. */
    static double[] priced(Answers answers, double[] winRates, double tau) {
        double[] rewards = winRates.clone();
        Arrays.setAll(rewards, i -> rewards[i] - tau * answers.logRatio(i));
        return rewards;
    }

    /** Each reward less 1/2, the mean win rate of a policy against itself. */
    static double[] lessHalf(double[] rewards) {
        return Arrays.stream(rewards).map(reward -> reward - 0.5).toArray();
    }

    /** Each reward less the mean of all. */
    static double[] lessMean(double[] rewards) {
        double mean = Arrays.stream(rewards).average().orElse(0);
        return Arrays.stream(rewards).map(reward -> reward - mean).toArray();
    }
}
