package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Term;
import dev.agon.learner.algorithm.PolicyGradient.Earned;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.Sequence;
import java.util.List;

/** One answer of REINFORCE: {@code - A * log pi(y)}. Each token has the derivative {@code -A}. */
final class ReinforceTerm implements Term {
    private final Earned earned;

    ReinforceTerm(Earned earned) {
        this.earned = earned;
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
        double logP = LogSpace.sum(current.get(0));
        Means metrics = PolicyGradientMetrics.of(earned, logP);
        return new Evaluation(
                -earned.advantage() * logP,
                List.of(LogSpace.constant(current.get(0).length, -earned.advantage())),
                metrics);
    }
}
