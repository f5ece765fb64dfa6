package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.TrainableModel;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns one iteration's judged groups into new weights, for any algorithm and any model.
 *
 * <p>The result is a pure function of the model's state (weights and optimizer), the start, the groups in their order,
 * the seed, the iteration and the settings: each epoch visits the prompts in an order drawn from (seed, "learner",
 * iteration, epoch), in minibatches of nearly equal size. A crash loses the update, which is then repeated from the
 * previous checkpoint.
 */
public final class Learner {
    private final LearnerOptions options;

    /** A learner with the settings of the block {@code agon.learner}. */
    public Learner(Settings settings) {
        this(LearnerOptions.of(settings));
    }

    Learner(LearnerOptions options) {
        this.options = options;
    }

    /** The settings it works by. */
    public LearnerOptions options() {
        return options;
    }

    /**
     * Computes the largest batches that the settings allow, once, so that the process has its memory before the first
     * update. No weight changes.
     *
     * @param model the policy in training, of which no gradient was summed yet
     * @param start the frozen policy from which the run started
     */
    public void rehearse(TrainableModel model, LanguageModel start) {
        new Rehearsal(options).run(model, start);
    }

    /**
     * Updates the model in place.
     *
     * @param model the policy in training, with its optimizer's state: the version of the iteration's number; it keeps
     *     an average if the algorithm has a decay for it, and a value head if the algorithm is valued
     * @param start the frozen policy from which the run started
     * @param groups in the order of their ids; sampled by the model, or by a version before it
     * @param seed the run's seed
     * @param iteration number of this update, counted from 0
     * @throws DivergedException if the loss, the gradient or what the policy then says is not finite; the model is then
     *     unusable
     */
    public UpdateReport update(
            TrainableModel model,
            LanguageModel start,
            Algorithm algorithm,
            List<JudgedGroup> groups,
            long seed,
            int iteration,
            ProgressListener listener) {
        List<JudgedGroup> measured = groups.subList(0, Math.min(groups.size(), options.measuredGroups()));
        boolean needsStart = algorithm.reference() == Reference.START;
        ReferenceLogProbs startLogProbs = Scorer.score(start, needsStart ? groups : measured);
        Movement fromStart = Movement.measure(measured, startLogProbs);
        int staleness = iteration - sampler(groups, iteration);
        ReferenceLogProbs modelLogProbs = Scorer.score(model, needsStart || staleness == 0 ? measured : groups);

        ReferenceLogProbs reference =
                needsStart ? startLogProbs : staleness == 0 ? ReferenceLogProbs.recorded(groups) : modelLogProbs;
        List<Term> terms = algorithm.valued()
                ? algorithm.terms(groups, reference, Scorer.values(model, groups))
                : algorithm.terms(groups, reference);
        Movement asSampled = Movement.measure(measured, modelLogProbs);
        SortedMap<String, Double> before = Ranking.of(measured, modelLogProbs, startLogProbs);
        CounterRandom random = CounterRandom.of(seed).at("learner").at(iteration);
        GradientSteps steps = new GradientSteps(model, options, terms, iteration);
        steps.run(random, listener);
        algorithm.averageDecay().ifPresent(model::follow);
        Movement fromPrevious = Movement.measure(measured, Scorer.score(model, measured));
        requireFinite(fromPrevious.kl(), iteration);

        SortedMap<String, Double> metrics = new TreeMap<>(steps.metrics());
        metrics.putAll(before);
        metrics.putAll(Circles.of(measured));
        metrics.put("objective/kl", fromStart.kl());
        metrics.put("objective/kl_previous", fromPrevious.kl());
        if (staleness == 0) { // of another version's answers it would tell how far the policy has moved
            metrics.put("policy/logp_mismatch", asSampled.largestDifference());
        }
        metrics.put("policy/staleness", (double) staleness);
        metrics.put("learner/groups", (double) groups.size());
        metrics.put("learner/groups_unused", (double) (groups.size() - groupsOf(terms)));
        if (algorithm.queue().iterations() > 0) {
            metrics.put("learner/queued_opponents", meanEarlier(groups));
        }
        metrics.put("learner/learning_rate", options.at(iteration).learningRate());
        return new UpdateReport(metrics);
    }

    /** Loss and gradient are checked before a step; this checks what the last step left behind. */
    private static void requireFinite(double kl, int iteration) {
        if (!Double.isFinite(kl)) {
            throw new DivergedException(
                    "the KL of the updated policy became " + kl + " after iteration " + (iteration + 1),
                    GradientSteps.CURE);
        }
    }

    /** Number of the version that answered for these groups, of the oldest if there are several. */
    private static int sampler(List<JudgedGroup> groups, int iteration) {
        return groups.stream()
                .flatMap(judged ->
                        judged.group().completions().subList(0, judged.group().present()).stream())
                .mapToInt(Completion::policyVersion)
                .min()
                .orElse(iteration);
    }

    private static double meanEarlier(List<JudgedGroup> groups) {
        return groups.stream()
                .mapToInt(judged ->
                        judged.group().completions().size() - judged.group().present())
                .average()
                .orElse(0);
    }

    private static int groupsOf(List<Term> terms) {
        Set<Integer> groups = new HashSet<>();
        terms.forEach(term -> groups.add(term.group()));
        return groups.size();
    }
}
