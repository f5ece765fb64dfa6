package dev.agon.learner;

import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.MicroBatch;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The optimizer steps of one update: epochs over the terms, minibatches of terms, micro-batches of bounded memory. The
 * gradient of a step is that of the mean over its minibatch, however it is divided into micro-batches.
 */
final class GradientSteps {
    private final TrainableModel model;
    private final LearnerOptions options;
    private final List<Term> terms;
    private final int iteration;
    private final StepOptions stepOptions;
    private final Means means = new Means();
    private int steps;
    private long tokens;

    GradientSteps(TrainableModel model, LearnerOptions options, List<Term> terms, int iteration) {
        this.model = model;
        this.options = options;
        this.terms = terms;
        this.iteration = iteration;
        this.stepOptions = options.at(iteration);
    }

    /** Takes all steps; the order of the terms in an epoch is drawn from (random, epoch). */
    void run(CounterRandom random, ProgressListener listener) {
        int total = options.epochs()
                * Packing.evenly(new int[terms.size()], options.minibatch()).size();
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            int[] order = random.at(epoch).permutation(terms.size());
            for (int[] minibatch : Packing.evenly(order, options.minibatch())) {
                step(Arrays.stream(minibatch).mapToObj(terms::get).toList());
                listener.onStep(steps, total);
            }
        }
    }

    /** Means over all evaluations of terms and over all steps, and counts of what was done. */
    SortedMap<String, Double> metrics() {
        SortedMap<String, Double> metrics = new TreeMap<>(means.toMap());
        metrics.put("learner/terms", (double) terms.size());
        metrics.put("learner/steps", (double) steps);
        metrics.put("learner/tokens", (double) tokens);
        return metrics;
    }

    private void step(List<Term> minibatch) {
        List<Part> parts = new ArrayList<>();
        for (List<Term> terms : Packing.byLength(
                minibatch, GradientSteps::longest, term -> term.sequences().size(), options.microbatchTokens())) {
            parts.add(new Part(terms, 1.0 / minibatch.size()));
        }
        model.accumulate(parts.stream().map(Part::microBatch).toList());
        parts.forEach(part -> means.add(part.means));
        double norm = model.step(stepOptions);
        if (!Double.isFinite(norm)) {
            throw diverged("the gradient's norm", norm);
        }
        means.add("policy/grad_norm", norm);
        steps++;
    }

    /** The terms of one forward and backward pass. Parts are evaluated at the same time, so each keeps its own means. */
    private final class Part {
        private final List<Term> terms;
        private final double weight;
        private final Means means = new Means();

        Part(List<Term> terms, double weight) {
            this.terms = terms;
            this.weight = weight;
        }

        MicroBatch microBatch() {
            List<Sequence> sequences =
                    terms.stream().flatMap(term -> term.sequences().stream()).toList();
            sequences.forEach(sequence -> tokens += sequence.length());
            return new MicroBatch(sequences, this::derivatives);
        }

        private List<float[]> derivatives(List<float[]> logProbs) {
            List<float[]> all = new ArrayList<>(logProbs.size());
            int first = 0;
            for (Term term : terms) {
                int end = first + term.sequences().size();
                Evaluation evaluation = term.evaluate(logProbs.subList(first, end));
                if (!Double.isFinite(evaluation.loss())) {
                    throw diverged("the loss", evaluation.loss());
                }
                means.add("loss", evaluation.loss()).add(evaluation.metrics());
                evaluation.derivatives().forEach(values -> all.add(scaled(values, weight)));
                first = end;
            }
            return all;
        }
    }

    private DivergedException diverged(String what, double value) {
        return new DivergedException("Training diverged: " + what + " became " + value + " in step " + (steps + 1)
                + " of iteration " + iteration
                + "; lower agon.learner.learning-rate or agon.learner.optimizer.max-gradient-norm and resume from the"
                + " last good checkpoint.");
    }

    private static int longest(Term term) {
        return term.sequences().stream().mapToInt(Sequence::length).max().orElse(0);
    }

    private static float[] scaled(float[] values, double weight) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) (values[i] * weight);
        }
        return result;
    }
}
