package dev.agon.learner;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Computes the log-probabilities, and the values, of judged completions under a model. */
final class Scorer {
    private Scorer() {}

    /** The log-probabilities of all completions of these groups but those of earlier iterations. */
    static ReferenceLogProbs score(LanguageModel model, List<JudgedGroup> groups) {
        List<float[]> scores = model.logProbs(sequences(groups));
        int[] first = first(groups);
        return (group, completion) -> LogProbs.of(scores.get(first[group] + present(groups, group, completion)));
    }

    /** The values of all states of the completions of these groups. */
    static StateValues values(TrainableModel model, List<JudgedGroup> groups) {
        List<float[]> values = model.values(sequences(groups));
        int[] first = first(groups);
        return (group, completion, token) -> values.get(first[group] + completion)[token];
    }

    private static int present(List<JudgedGroup> groups, int group, int completion) {
        return Objects.checkIndex(completion, groups.get(group).group().present());
    }

    private static List<Sequence> sequences(List<JudgedGroup> groups) {
        List<Sequence> sequences = new ArrayList<>();
        for (JudgedGroup judged : groups) {
            for (int c = 0; c < judged.group().present(); c++) {
                sequences.add(Sequences.of(judged.group(), c));
            }
        }
        return sequences;
    }

    /** Index of each group's first completion among all. */
    private static int[] first(List<JudgedGroup> groups) {
        int[] first = new int[groups.size()];
        for (int g = 1; g < groups.size(); g++) {
            first[g] = first[g - 1] + groups.get(g - 1).group().present();
        }
        return first;
    }
}
