package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Evaluation;
import dev.agon.learner.Groups;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Term;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One prompt whose answers have given log-probabilities; what a configured algorithm makes of it. */
record Example(List<Integer> lengths, List<Double> sampled, List<Double> reference, PreferenceMatrix.Duel duel) {
    /** The pair of the specification's section 6, sampled by pi_t = (-9, -10). */
    static Example section6() {
        return new Example(List.of(4, 5), List.of(-9.0, -10.0), List.of(-10.0, -9.0), (i, j) -> 1);
    }

    Example judgedBy(PreferenceMatrix.Duel other) {
        return new Example(lengths, sampled, reference, other);
    }

    /** The algorithm of a block, with overrides. */
    static Algorithm algorithm(String name, String overrides) {
        return Groups.settings("agon.algorithm." + name, overrides).create(Algorithm.class);
    }

    /** The terms; their reference is this example's, unless the algorithm compares with the sampler. */
    List<Term> terms(Algorithm algorithm) {
        boolean start = algorithm.reference() == Reference.START;
        List<JudgedGroup> groups = List.of(Groups.guests(judged(), algorithm));
        return algorithm.terms(groups, start ? referenceLogProbs() : ReferenceLogProbs.recorded(groups));
    }

    /** The answers as an algorithm sees them. */
    Answers answers() {
        return Answers.of(List.of(judged()), referenceLogProbs()).get(0);
    }

    private ReferenceLogProbs referenceLogProbs() {
        return (group, answer) -> LogProbs.of(tokens(reference.get(answer), lengths.get(answer)));
    }

    /** The only term's value where the answers have these log-probabilities. */
    Evaluation at(String name, String overrides, Double... logP) {
        List<Term> terms = terms(algorithm(name, overrides));
        if (terms.size() != 1) {
            throw new AssertionError(terms.size() + " terms instead of one");
        }
        return terms.get(0).evaluate(current(logP));
    }

    List<float[]> current(Double... logP) {
        List<float[]> current = new ArrayList<>();
        for (int i = 0; i < logP.length; i++) {
            current.add(tokens(logP[i], lengths.get(i)));
        }
        return current;
    }

    JudgedGroup judged() {
        List<Completion> answers = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            int[] ids = new int[lengths.get(i)];
            answers.add(new Completion(
                    0, Tokens.of(ids), LogProbs.of(tokens(sampled.get(i), ids.length)), true, "", List.of()));
        }
        Group group = new Group(new Prompt("example", "", Map.of()), Tokens.of(7), answers);
        return new JudgedGroup(group, new Verdict("test", PreferenceMatrix.of(answers.size(), duel), Map.of()));
    }

    /** So many tokens with the given sum: all but the last are multiples of 1/8, so that only it is rounded. */
    static float[] tokens(double sum, int length) {
        float[] tokens = new float[length];
        double rest = sum;
        for (int t = 0; t < length - 1; t++) {
            tokens[t] = Math.round(8 * sum / length) / 8f;
            rest -= tokens[t];
        }
        tokens[length - 1] = (float) rest;
        return tokens;
    }
}
