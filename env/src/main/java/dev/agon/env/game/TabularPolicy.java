package dev.agon.env.game;

import dev.agon.protocol.Decision;
import java.util.Arrays;

/**
 * A policy over n actions as a table, kept in log space so that a probability may shrink far below what a double holds.
 * Immutable.
 */
@Decision
public final class TabularPolicy {
    private final double[] logP;
    private final double[] p;

    private TabularPolicy(double[] logits) {
        double most = Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - most);
        }
        double logZ = most + Math.log(sum);
        logP = new double[logits.length];
        p = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            logP[i] = logits[i] - logZ;
            p[i] = Math.exp(logP[i]);
        }
    }

    /** Every action with the same probability. */
    public static TabularPolicy uniform(int size) {
        return new TabularPolicy(new double[size]);
    }

    /** The policy proportional to {@code exp(logits)}; at least one logit is finite, none is NaN or +infinity. */
    public static TabularPolicy softmax(double[] logits) {
        for (double logit : logits) {
            if (Double.isNaN(logit) || logit > Double.MAX_VALUE) {
                throw new ArithmeticException("a policy's logit is " + logit);
            }
        }
        return new TabularPolicy(logits);
    }

    /** The policy proportional to these weights, which are at least 0 and not all 0. */
    public static TabularPolicy of(double... weights) {
        return softmax(Arrays.stream(weights).map(Math::log).toArray());
    }

    /** Number of actions. */
    public int size() {
        return p.length;
    }

    /** Probability of an action. */
    public double get(int action) {
        return p[action];
    }

    /** Log-probability of an action; -infinity where it is never played. */
    public double logP(int action) {
        return logP[action];
    }

    /** The probabilities; a copy. */
    public double[] probabilities() {
        return p.clone();
    }

    /** The log-probabilities; a copy. */
    public double[] logProbabilities() {
        return logP.clone();
    }

    /**
     * The Hedge step: the policy proportional to {@code this(y) exp(step * rewards[y])}.
     *
     * @param rewards one an action
     * @param step s of this project's convention, an inverse temperature
     */
    public TabularPolicy tilt(double[] rewards, double step) {
        double[] logits = logP.clone();
        for (int i = 0; i < logits.length; i++) {
            logits[i] += step * rewards[i];
        }
        return softmax(logits);
    }

    /**
     * The geometric mixture proportional to {@code this(y)^(1 - share) other(y)^share}; for policies that play every
     * action.
     */
    public TabularPolicy toward(TabularPolicy other, double share) {
        double[] logits = new double[logP.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (1 - share) * logP[i] + share * other.logP[i];
        }
        return softmax(logits);
    }

    /** Expected value of one number an action. */
    public double mean(double[] values) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] * values[i];
        }
        return sum;
    }

    /** KL(this || other) in nats; infinite where this plays what the other never does. */
    public double kl(TabularPolicy other) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * (logP[i] - other.logP[i]);
            }
        }
        return Math.max(0, sum);
    }

    /** The action on which the cumulative probability passes {@code uniform}, a number in [0, 1). */
    public int draw(double uniform) {
        double left = uniform;
        int last = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                last = i;
            }
            left -= p[i];
            if (left < 0) {
                return last;
            }
        }
        return last; // the probabilities' sum fell short of 1 by rounding
    }

    @Override
    public String toString() {
        return Arrays.toString(p);
    }
}
