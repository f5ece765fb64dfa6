package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Computes the log-probabilities of judged completions under a model, in batches of bounded size. */
final class Scorer {
    private Scorer() {}

    /** The log-probabilities of all completions of these groups. */
    static ReferenceLogProbs score(LanguageModel model, List<JudgedGroup> groups, int batchTokens) {
        List<Sequence> sequences = new ArrayList<>();
        int[] first = new int[groups.size()]; // index of a group's first completion
        for (int g = 0; g < groups.size(); g++) {
            first[g] = sequences.size();
            Group group = groups.get(g).group();
            for (int c = 0; c < group.completions().size(); c++) {
                sequences.add(Sequences.of(group, c));
            }
        }
        LogProbs[] scores = scoreAll(model, sequences, batchTokens);
        return (group, completion) -> scores[first[group] + completion];
    }

    private static LogProbs[] scoreAll(LanguageModel model, List<Sequence> sequences, int batchTokens) {
        LogProbs[] scores = new LogProbs[sequences.size()];
        List<Integer> all = IntStream.range(0, sequences.size()).boxed().toList();
        for (List<Integer> batch :
                Packing.byLength(all, index -> sequences.get(index).length(), index -> 1, batchTokens)) {
            List<float[]> logProbs =
                    model.logProbs(batch.stream().map(sequences::get).toList());
            for (int i = 0; i < batch.size(); i++) {
                scores[batch.get(i)] = LogProbs.of(logProbs.get(i));
            }
        }
        return scores;
    }
}
