package dev.agon.learner.loss;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** A loss of the implicit rewards of one prompt's answers. */
@FunctionalInterface
public interface RewardLoss {
    /**
     * Value and slopes at these rewards, one an answer; entries of answers that the loss does not read do not matter.
     */
    Slopes at(double[] rewards);

    /** The mean of a pair loss over comparisons, each with its label and its weight. */
    static RewardLoss mean(List<Comparison> comparisons, PairLoss loss) {
        return rewards -> {
            Slopes slopes = new Slopes(rewards.length);
            for (Comparison pair : comparisons) {
                PairSlopes at = loss.labelled(pair.label())
                        .at(rewards[pair.chosen()], rewards[pair.rejected()])
                        .times(pair.weight() / comparisons.size());
                slopes.addLoss(at.loss()).addSlope(pair.chosen(), at.chosen()).addSlope(pair.rejected(), at.rejected());
            }
            return slopes;
        };
    }

    /** The mean over answers of {@code (reward - target)^2}: a regression, as in SPPO. */
    static RewardLoss regression(int[] answers, IntToDoubleFunction target) {
        return rewards -> {
            Slopes slopes = new Slopes(rewards.length);
            for (int answer : answers) {
                double miss = rewards[answer] - target.applyAsDouble(answer);
                slopes.addLoss(miss * miss / answers.length).addSlope(answer, 2 * miss / answers.length);
            }
            return slopes;
        };
    }

    /** {@code sum over i of weight_i * (reward_i + offset_i)}: a bonus, or a charge where a weight is positive. */
    static RewardLoss linear(double[] weights, double[] offsets) {
        return rewards -> {
            Slopes slopes = new Slopes(rewards.length);
            for (int i = 0; i < rewards.length; i++) {
                slopes.addLoss(weights[i] * (rewards[i] + offsets[i])).addSlope(i, weights[i]);
            }
            return slopes;
        };
    }

    /**
     * The log-likelihood of a ranking under the model of Plackett and Luce, {@code - sum over i of [r_i - log sum over
     * j not above i of exp r_j]}. Answers of one rank share their denominator, as in Breslow's partial likelihood
     * (1974), so a tie is neither broken nor ignored.
     *
     * @param places the higher, the better; equal for answers that tie
     */
    static RewardLoss ranking(double[] places, double tolerance) {
        return rewards -> {
            Slopes slopes = new Slopes(rewards.length);
            for (int i = 0; i < rewards.length; i++) {
                double place = places[i];
                IntPredicate notAbove = j -> places[j] <= place + tolerance;
                double logZ = LogSpace.logSumExp(rewards, notAbove);
                slopes.addLoss(logZ - rewards[i]).addSlope(i, -1);
                for (int j = 0; j < rewards.length; j++) {
                    slopes.addSlope(j, notAbove.test(j) ? Math.exp(rewards[j] - logZ) : 0);
                }
            }
            return slopes;
        };
    }

    /** The sum with another loss of the same answers. */
    default RewardLoss plus(RewardLoss other) {
        return rewards -> at(rewards).add(other.at(rewards), 1);
    }
}
