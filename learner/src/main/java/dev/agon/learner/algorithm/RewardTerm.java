package dev.agon.learner.algorithm;

import dev.agon.learner.Evaluation;
import dev.agon.learner.Means;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.learner.loss.Comparison;
import dev.agon.learner.loss.ImplicitReward;
import dev.agon.learner.loss.LogSpace;
import dev.agon.learner.loss.RewardLoss;
import dev.agon.learner.loss.Slopes;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One prompt of an algorithm whose loss is a function of its answers' implicit rewards. Each answer is scored once, in
 * however many comparisons it stands; each of its tokens has the derivative {@code slope * scale}.
 */
final class RewardTerm implements Term {
    private final int group;
    private final int[] read; // indices of the answers that the loss reads, in ascending order
    private final List<Sequence> sequences;
    private final List<ImplicitReward> rewards; // of all answers of the group
    private final RewardLoss loss;
    private final List<Comparison> compared;

    /**
     * The term.
     *
     * @param read indices of the answers that the loss reads
     * @param rewards of all answers of the group
     * @param compared the pairs of which chosen and rejected are logged; of answers that are read
     */
    RewardTerm(
            int index,
            Group group,
            int[] read,
            List<ImplicitReward> rewards,
            RewardLoss loss,
            List<Comparison> compared) {
        this.group = index;
        this.read = read.clone();
        this.sequences = Arrays.stream(read)
                .mapToObj(answer -> Sequences.of(group, answer))
                .toList();
        this.rewards = rewards;
        this.loss = loss;
        this.compared = compared;
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public List<Sequence> sequences() {
        return sequences;
    }

    @Override
    public Evaluation evaluate(List<float[]> current) {
        double[] logP = new double[rewards.size()];
        double[] reward = new double[rewards.size()];
        for (int s = 0; s < read.length; s++) {
            logP[read[s]] = LogSpace.sum(current.get(s));
            reward[read[s]] = rewards.get(read[s]).at(logP[read[s]]);
        }
        Slopes slopes = loss.at(reward);
        List<float[]> derivatives = new ArrayList<>();
        for (int s = 0; s < read.length; s++) {
            double slope = slopes.by(read[s]) * rewards.get(read[s]).scale();
            derivatives.add(LogSpace.constant(current.get(s).length, slope));
        }
        return new Evaluation(slopes.loss(), derivatives, metrics(logP, reward));
    }

    private Means metrics(double[] logP, double[] reward) {
        Means means = new Means();
        for (Comparison pair : compared) {
            double margin = reward[pair.chosen()] - reward[pair.rejected()];
            means.add("rewards/chosen", reward[pair.chosen()])
                    .add("rewards/rejected", reward[pair.rejected()])
                    .add("rewards/margins", margin)
                    .add("rewards/accuracies", margin > 0 ? 1 : 0)
                    .add("logps/chosen", logP[pair.chosen()])
                    .add("logps/rejected", logP[pair.rejected()]);
        }
        return means;
    }
}
