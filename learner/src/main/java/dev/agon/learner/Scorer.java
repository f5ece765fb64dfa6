package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayList;
import java.util.List;

/** Computes the log-probabilities of judged completions under a model. */
final class Scorer {
    private Scorer() {}

    /** The log-probabilities of all completions of these groups. */
    static ReferenceLogProbs score(LanguageModel model, List<JudgedGroup> groups) {
        List<Sequence> sequences = new ArrayList<>();
        int[] first = new int[groups.size()]; // index of a group's first completion
        for (int g = 0; g < groups.size(); g++) {
            first[g] = sequences.size();
            Group group = groups.get(g).group();
            for (int c = 0; c < group.completions().size(); c++) {
                sequences.add(Sequences.of(group, c));
            }
        }
        List<float[]> scores = model.logProbs(sequences);
        return (group, completion) -> LogProbs.of(scores.get(first[group] + completion));
    }
}
