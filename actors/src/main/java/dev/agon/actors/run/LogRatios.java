package dev.agon.actors.run;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Completion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Compares the policy that gave answers with another, on these answers. */
final class LogRatios {
    private LogRatios() {}

    /**
     * For each prompt the mean over its answers of log p(who gave them) - log p(other), summed over an answer's tokens,
     * in nats. The mean over prompts estimates KL(who gave them || other), without bias if they were drawn at
     * temperature 1 and no token was cut off (the estimator k1).
     *
     * @param prompts their tokens
     * @param answers a list of at least one for each prompt
     */
    static List<Double> of(List<int[]> prompts, List<List<Completion>> answers, LanguageModel other) {
        List<Sequence> sequences = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            for (Completion completion : answers.get(p)) {
                sequences.add(new Sequence(prompts.get(p), completion.tokens().toArray()));
            }
        }
        Iterator<float[]> scores = other.logProbs(sequences).iterator();
        return answers.stream().map(own -> mean(own, scores)).toList();
    }

    private static double mean(List<Completion> answers, Iterator<float[]> scores) {
        double sum = 0;
        for (Completion answer : answers) {
            sum += answer.logProbs().sum();
            for (float logProb : scores.next()) {
                sum -= logProb;
            }
        }
        return sum / answers.size();
    }
}
