package dev.agon.actors.report;

import dev.agon.actors.coordinator.Bootstrap;
import dev.agon.protocol.CounterRandom;
import java.util.List;

/**
 * How far two policies are from each other, in nats an answer; both directions, since a policy that has dropped answers
 * of the other is near it in the first and far in the second.
 *
 * @param kl KL(measured || other), on the answers of the measured one
 * @param reverse KL(other || measured), on the answers of the other
 */
public record Divergence(Interval kl, Interval reverse) {
    /**
     * From estimates a prompt.
     *
     * @param seed of the bootstrap over prompts
     * @param confidence coverage of the intervals
     */
    public static Divergence of(List<Double> kl, List<Double> reverse, long seed, double confidence) {
        Bootstrap bootstrap = new Bootstrap(CounterRandom.of(seed).at("report"), confidence);
        return new Divergence(interval(bootstrap.mean(kl)), interval(bootstrap.mean(reverse)));
    }

    /** The same where the reverse direction is not known. */
    public static Divergence ofForward(List<Double> kl, long seed, double confidence) {
        return new Divergence(of(kl, kl, seed, confidence).kl(), new Interval(Double.NaN, Double.NaN, Double.NaN));
    }

    /** Whether the reverse direction is known. */
    public boolean bothWays() {
        return Double.isFinite(reverse.mean());
    }

    private static Interval interval(Bootstrap.Mean mean) {
        return new Interval(mean.mean(), mean.low(), mean.high());
    }
}
