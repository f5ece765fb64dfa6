package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Term;
import dev.agon.policy.Sequence;
import dev.agon.protocol.LogProbs;
import java.util.List;

/**
 * One answer of {@link Spo}: {@code - sum over tokens of min(rho A, clip(rho, 1 - clip, 1 + clip) A)}, rho = pi/pi_t. A
 * token has the derivative {@code -rho A}, or none where the clipped ratio is the smaller.
 */
final class SpoTerm implements Term {
    private static final double NOTHING = 1e-9;

    private final int group;
    private final double clip;
    private final Sequence answer;
    private final LogProbs behaviour;
    private final double reward;
    private final double advantage;

    SpoTerm(int group, double clip, Sequence answer, LogProbs behaviour, double reward, double advantage) {
        this.group = group;
        this.clip = clip;
        this.answer = answer;
        this.behaviour = behaviour;
        this.reward = reward;
        this.advantage = advantage;
    }

    /** Whether its gradient is more than a rounding error. */
    boolean teaches() {
        return Math.abs(advantage) > NOTHING;
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public List<Sequence> sequences() {
        return List.of(answer);
    }

    @Override
    public Evaluation evaluate(List<float[]> current) {
        float[] logP = current.get(0);
        float[] derivatives = new float[logP.length];
        double loss = 0;
        int clipped = 0;
        for (int t = 0; t < logP.length; t++) {
            double ratio = Math.exp((double) logP[t] - behaviour.get(t));
            double bounded = Math.min(1 + clip, Math.max(1 - clip, ratio));
            if (bounded * advantage < ratio * advantage) {
                loss -= bounded * advantage;
                clipped++;
            } else {
                loss -= ratio * advantage;
                derivatives[t] = (float) (-ratio * advantage);
            }
        }
        Means metrics = new Means()
                .add("policy/clip_fraction", clipped, logP.length)
                .add("objective/rlhf_reward", reward)
                .add("advantages/magnitude", Math.abs(advantage));
        return new Evaluation(loss, List.of(derivatives), metrics);
    }
}
