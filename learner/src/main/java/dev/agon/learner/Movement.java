package dev.agon.learner;

import dev.agon.protocol.Completion;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.List;

/** How far a policy lies from the one that sampled an iteration's completions, measured on these completions. */
final class Movement {
    private double logRatioSum;
    private double largestDifference;
    private int completions;

    private Movement() {}

    /**
     * Compares the recorded log-probabilities of the groups' completions with those under another policy; guests are
     * passed over.
     */
    static Movement measure(List<JudgedGroup> groups, ReferenceLogProbs other) {
        Movement movement = new Movement();
        for (int g = 0; g < groups.size(); g++) {
            List<Completion> answers = groups.get(g).group().completions();
            for (int c = 0; c < groups.get(g).group().own(); c++) {
                movement.add(answers.get(c).logProbs(), other.of(g, c));
            }
        }
        return movement;
    }

    /**
     * KL(sampler || other) in nats a sequence, estimated by the mean of log pi(y) - log other(y); unbiased where the
     * completions were sampled at temperature 1.
     */
    double kl() {
        return completions == 0 ? 0 : logRatioSum / completions;
    }

    /** The largest difference of a single token's log-probability, in nats. */
    double largestDifference() {
        return largestDifference;
    }

    private void add(LogProbs sampler, LogProbs other) {
        completions++;
        logRatioSum += sampler.sum() - other.sum();
        for (int t = 0; t < sampler.size(); t++) {
            largestDifference = Math.max(largestDifference, Math.abs(sampler.get(t) - other.get(t)));
        }
    }
}
