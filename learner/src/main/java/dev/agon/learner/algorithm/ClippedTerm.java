package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Term;
import dev.agon.learner.algorithm.PolicyGradient.Earned;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.Sequence;
import dev.agon.protocol.LogProbs;
import java.util.List;

/**
 * One answer of {@link Grpo} or {@link DrGrpo}: {@code weight * sum over tokens of [- min(rho A, clip(rho, 1 - clip, 1
 * + clip) A) + beta * (exp(-d) - 1 + d)]} with {@code rho = pi/pi_t} and {@code d = log pi/ref}. A token has the
 * derivative {@code weight * (-rho A + beta * (1 - exp(-d)))}, the first part only where the ratio is not clipped.
 */
final class ClippedTerm implements Term {
    private final Earned earned;
    private final double clip;
    private final double beta;
    private final double weight;

    ClippedTerm(Earned earned, double clip, double beta, double weight) {
        this.earned = earned;
        this.clip = clip;
        this.beta = beta;
        this.weight = weight;
    }

    @Override
    public int group() {
        return earned.answers().group();
    }

    @Override
    public List<Sequence> sequences() {
        return List.of(earned.sequence());
    }

    @Override
    public Evaluation evaluate(List<float[]> current) {
        float[] logP = current.get(0);
        LogProbs sampled = earned.answers().sampled(earned.answer());
        LogProbs reference = earned.answers().reference(earned.answer());
        float[] derivatives = new float[logP.length];
        double loss = 0;
        int clipped = 0;
        for (int t = 0; t < logP.length; t++) {
            double gain = Math.exp((double) logP[t] - sampled.get(t)) * earned.advantage();
            double bounded = bounded((double) logP[t] - sampled.get(t)) * earned.advantage();
            double distance = (double) logP[t] - reference.get(t);
            clipped += bounded < gain ? 1 : 0;
            loss += weight * (-Math.min(bounded, gain) + beta * (Math.expm1(-distance) + distance));
            derivatives[t] = (float) (weight * ((bounded < gain ? 0 : -gain) - beta * Math.expm1(-distance)));
        }
        Means metrics =
                PolicyGradientMetrics.of(earned, LogSpace.sum(logP)).add("policy/clip_fraction", clipped, logP.length);
        return new Evaluation(loss, List.of(derivatives), metrics);
    }

    private double bounded(double logRatio) {
        return Math.min(1 + clip, Math.max(1 - clip, Math.exp(logRatio)));
    }
}
