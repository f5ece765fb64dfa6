package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.policy.Sequence;
import dev.agon.protocol.LogProbs;
import java.util.Arrays;
import java.util.List;

/**
 * One answer of {@link Ppo}. A token's log-probability has the derivative {@code -rho A}, or none where the clipped
 * ratio is the smaller; its value has {@code 2 value-weight (v - G)}, or none where the clipped value misses by more.
 */
final class PpoTerm implements Term {
    private static final double NOTHING = 1e-9;

    /**
     * What bounds a step.
     *
     * @param ratio how far a token's probability ratio may leave 1
     * @param value how far a value may leave what it was before the update
     * @param valueWeight factor of the critic's loss
     */
    record Limits(double ratio, double value, double valueWeight) {}

    private final Answers answers;
    private final int answer;
    private final Limits limits;
    private final double[] rewards;
    private final double[] before;
    private final double[] advantages;

    /** Rewards, values before the update and advantages, one a token. */
    PpoTerm(Answers answers, int answer, Limits limits, double[] rewards, double[] before, double[] advantages) {
        this.answers = answers;
        this.answer = answer;
        this.limits = limits;
        this.rewards = rewards;
        this.before = before;
        this.advantages = advantages;
    }

    /** Whether its gradient is more than a rounding error. */
    boolean teaches() {
        return Arrays.stream(advantages).anyMatch(advantage -> Math.abs(advantage) > NOTHING);
    }

    @Override
    public int group() {
        return answers.group();
    }

    @Override
    public List<Sequence> sequences() {
        return List.of(Sequences.of(answers.judged().group(), answer));
    }

    @Override
    public boolean valued() {
        return true;
    }

    @Override
    public Evaluation evaluate(List<float[]> current) {
        float[] outputs = current.get(0);
        int length = advantages.length;
        LogProbs sampled = answers.sampled(answer);
        float[] derivatives = new float[2 * length];
        Means metrics = new Means();
        double loss = 0;
        double logP = 0;
        for (int u = 0; u < length; u++) {
            double gain = Math.exp((double) outputs[u] - sampled.get(u)) * advantages[u];
            double bounded = bounded(Math.exp((double) outputs[u] - sampled.get(u)), 1, limits.ratio()) * advantages[u];
            boolean clipped = bounded < gain;
            loss -= Math.min(bounded, gain);
            derivatives[u] = (float) (clipped ? 0 : -gain);
            logP += outputs[u];
            metrics.add("policy/clip_fraction", clipped ? 1 : 0).add("advantages/magnitude", Math.abs(advantages[u]));
            loss += criticise(u, outputs[length + u], derivatives, metrics);
        }
        metrics.add("objective/rlhf_reward", Arrays.stream(rewards).sum());
        double lead = answers.winRate(answer) - 0.5;
        if (WinRates.differ(Math.abs(lead))) {
            metrics.add(lead > 0 ? "logps/chosen" : "logps/rejected", logP);
        }
        return new Evaluation(loss, List.of(derivatives), metrics);
    }

    /** The critic's loss at a token, whose derivative it notes. */
    private double criticise(int u, double value, float[] derivatives, Means metrics) {
        double goal = advantages[u] + before[u];
        double miss = value - goal;
        double boundedMiss = bounded(value, before[u], limits.value()) - goal;
        boolean clipped = boundedMiss * boundedMiss > miss * miss;
        double larger = clipped ? boundedMiss : miss;
        derivatives[advantages.length + u] = (float) (clipped ? 0 : 2 * limits.valueWeight() * miss);
        metrics.add("value/error", miss * miss)
                .add("value/mean", value)
                .add("value/return", goal)
                .add("value/clip_fraction", clipped ? 1 : 0);
        return limits.valueWeight() * larger * larger;
    }

    private static double bounded(double x, double around, double by) {
        return Math.min(around + by, Math.max(around - by, x));
    }
}
