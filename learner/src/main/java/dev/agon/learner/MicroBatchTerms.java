package dev.agon.learner;

import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel.MicroBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms of one micro-batch and what their evaluation gave. Evaluated once, on whatever thread the model computes
 * it; read after the model has returned.
 */
final class MicroBatchTerms {
    private final List<Term> terms;
    private final List<Sequence> sequences;
    private final double weight;
    private final Means means = new Means();
    private double loss;

    /** These terms, all of one algorithm, each with the same weight in the loss of the step. */
    MicroBatchTerms(List<Term> terms, double weight) {
        this.terms = terms;
        this.sequences =
                terms.stream().flatMap(term -> term.sequences().stream()).toList();
        this.weight = weight;
    }

    /** What the model is to compute. */
    MicroBatch microBatch() {
        return new MicroBatch(sequences, this::derivatives, terms.stream().anyMatch(Term::valued));
    }

    /** The weighted sum of the terms' losses. */
    double loss() {
        return loss;
    }

    /** Loss and metrics of the terms. */
    Means means() {
        return means;
    }

    /** Number of tokens, without padding. */
    long tokens() {
        return sequences.stream().mapToLong(Sequence::length).sum();
    }

    private List<float[]> derivatives(List<float[]> logProbs) {
        List<float[]> all = new ArrayList<>(logProbs.size());
        int first = 0;
        for (Term term : terms) {
            int end = first + term.sequences().size();
            Evaluation evaluation = term.evaluate(logProbs.subList(first, end));
            loss += weight * evaluation.loss();
            means.add("loss", evaluation.loss()).add(evaluation.metrics());
            evaluation.derivatives().forEach(values -> all.add(weighted(values)));
            first = end;
        }
        return all;
    }

    private float[] weighted(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) (values[i] * weight);
        }
        return result;
    }
}
