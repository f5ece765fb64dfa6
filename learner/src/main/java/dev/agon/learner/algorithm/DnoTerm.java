package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Term;
import dev.agon.learner.loss.LogSpace;
import dev.agon.policy.Sequence;
import java.util.List;

/**
 * One pair of {@link Dno}: {@code -log sigma(h)} with {@code h = eta * [log pi(y+)/pi_t(y+) - log pi(y-)/pi_t(y-)]}.
 * Each token of y+ has the derivative {@code -eta * sigma(-h)}, each token of y- its negative.
 */
final class DnoTerm implements Term {
    private final int group;
    private final double eta;
    private final Sequence chosen;
    private final Sequence rejected;
    private final double chosenReferenceLogP;
    private final double rejectedReferenceLogP;

    DnoTerm(
            int group,
            double eta,
            Sequence chosen,
            Sequence rejected,
            double chosenReferenceLogP,
            double rejectedReferenceLogP) {
        this.group = group;
        this.eta = eta;
        this.chosen = chosen;
        this.rejected = rejected;
        this.chosenReferenceLogP = chosenReferenceLogP;
        this.rejectedReferenceLogP = rejectedReferenceLogP;
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public List<Sequence> sequences() {
        return List.of(chosen, rejected);
    }

    @Override
    public Evaluation evaluate(List<float[]> current) {
        double chosenLogP = LogSpace.sum(current.get(0));
        double rejectedLogP = LogSpace.sum(current.get(1));
        double chosenReward = eta * (chosenLogP - chosenReferenceLogP);
        double rejectedReward = eta * (rejectedLogP - rejectedReferenceLogP);
        double margin = chosenReward - rejectedReward;
        double slope = -eta * LogSpace.sigmoid(-margin);
        Means metrics = new Means()
                .add("rewards/chosen", chosenReward)
                .add("rewards/rejected", rejectedReward)
                .add("rewards/margins", margin)
                .add("rewards/accuracies", margin > 0 ? 1 : 0)
                .add("logps/chosen", chosenLogP)
                .add("logps/rejected", rejectedLogP);
        return new Evaluation(
                LogSpace.negativeLogSigmoid(margin),
                List.of(
                        LogSpace.constant(current.get(0).length, slope),
                        LogSpace.constant(current.get(1).length, -slope)),
                metrics);
    }
}
