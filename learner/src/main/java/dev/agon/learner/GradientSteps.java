package dev.agon.learner;

import dev.agon.policy.LengthBatches;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.TrainableModel.StepOptions;
import dev.agon.protocol.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The optimizer steps of one update: epochs over the prompts, minibatches of prompts with all their terms,
 * micro-batches of bounded memory. The gradient of a step is that of the mean over its minibatch's terms, however they
 * are divided into micro-batches.
 */
final class GradientSteps {
    static final String CURE =
            "start a new run with a lower agon.learner.learning-rate or agon.learner.optimizer.max-gradient-norm";

    private final TrainableModel model;
    private final LearnerOptions options;
    private final List<Term> terms;
    private final List<List<Term>> prompts; // the terms of each prompt that has any
    private final int iteration;
    private final StepOptions stepOptions;
    private final Means means = new Means();
    private int steps;
    private long tokens;

    GradientSteps(TrainableModel model, LearnerOptions options, List<Term> terms, int iteration) {
        this.model = model;
        this.options = options;
        this.terms = terms;
        this.prompts = List.copyOf(terms.stream()
                .collect(Collectors.groupingBy(Term::group, TreeMap::new, Collectors.toList()))
                .values());
        this.iteration = iteration;
        this.stepOptions = options.at(iteration);
    }

    /** Takes all steps; the order of the prompts in an epoch is drawn from (random, epoch). */
    void run(CounterRandom random, ProgressListener listener) {
        int total = options.epochs()
                * Packing.evenly(new int[prompts.size()], options.minibatch()).size();
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            int[] order = random.at(epoch).permutation(prompts.size());
            for (int[] minibatch : Packing.evenly(order, options.minibatch())) {
                step(Arrays.stream(minibatch)
                        .mapToObj(prompts::get)
                        .flatMap(List::stream)
                        .toList());
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
        double weight = 1.0 / minibatch.size();
        List<MicroBatchTerms> parts =
                LengthBatches.of(minibatch, GradientSteps::longest, GradientSteps::rows, options.microBatchTokens())
                        .stream()
                        .map(part -> new MicroBatchTerms(part, weight))
                        .toList();
        model.accumulate(parts.stream().map(MicroBatchTerms::microBatch).toList());
        for (MicroBatchTerms part : parts) { // in the list's order, so that the sums do not depend on the threads
            requireFinite("the loss", part.loss());
            means.add(part.means());
            tokens += part.tokens();
        }
        double norm = model.step(stepOptions);
        requireFinite("the gradient's norm", norm);
        means.add("policy/grad_norm", norm);
        steps++;
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new DivergedException(
                    what + " became " + value + " in step " + (steps + 1) + " of iteration " + (iteration + 1), CURE);
        }
    }

    private static int longest(Term term) {
        return term.sequences().stream().mapToInt(Sequence::length).max().orElse(0);
    }

    private static int rows(Term term) {
        return term.sequences().size();
    }
}
