package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Term;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An algorithm whose loss is, prompt by prompt, a function of the answers' implicit rewards. What is its own: whose
 * log-probabilities are the anchor of a reward, which answers are compared, and the loss.
 *
 * <p>A prompt is one term, the mean over its comparisons, so that every prompt has the same weight however many of its
 * answers meet, and each answer goes through the network once.
 */
abstract class RewardAlgorithm implements Algorithm {
    private static final String START = "start";

    private final Reference reference;

    RewardAlgorithm(Reference reference) {
        this.reference = reference;
    }

    /** The policy that the key {@code reference} names: {@code start}, or {@code previous}, which is pi_t. */
    static Reference referenceOf(Settings settings) {
        return settings.oneOf("reference", List.of(START, "previous")).equals(START)
                ? Reference.START
                : Reference.PREVIOUS;
    }

    @Override
    public final Reference reference() {
        return reference;
    }

    @Override
    public final List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs logProbs) {
        List<Term> terms = new ArrayList<>();
        boolean anything = false;
        for (Answers answers : Answers.of(groups, logProbs)) {
            List<Comparison> comparisons = comparisons(answers);
            int[] read = read(answers, comparisons);
            anything |= !comparisons.isEmpty();
            if (read.length > 0) {
                terms.add(term(answers, read, comparisons));
            }
        }
        return anything ? terms : List.of(); // where all are ties, a step would only repeat the optimizer's momentum
    }

    private Term term(Answers answers, int[] read, List<Comparison> comparisons) {
        List<ImplicitReward> rewards = IntStream.range(0, answers.size())
                .mapToObj(answer -> reward(answers, answer))
                .toList();
        return new RewardTerm(
                answers.group(), answers.judged().group(), read, rewards, loss(answers, comparisons), comparisons);
    }

    /** What an answer's log-probability is worth. */
    abstract ImplicitReward reward(Answers answers, int answer);

    /** The pairs to be compared, whose chosen and rejected answers are logged; empty if the verdicts are ties. */
    abstract List<Comparison> comparisons(Answers answers);

    /** The loss of a prompt. */
    abstract RewardLoss loss(Answers answers, List<Comparison> comparisons);

    /**
     * Indices of the answers that the loss reads, in ascending order: those that are compared, unless it says more.
     * Without any the prompt is left out.
     */
    int[] read(Answers answers, List<Comparison> comparisons) {
        return IntStream.range(0, answers.size())
                .filter(i -> comparisons.stream().anyMatch(pair -> pair.chosen() == i || pair.rejected() == i))
                .toArray();
    }

    /** Indices of all answers. */
    static int[] everyone(Answers answers) {
        return IntStream.range(0, answers.size()).toArray();
    }
}
