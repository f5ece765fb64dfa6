package dev.agon.learner;

import com.typesafe.config.ConfigFactory;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.TrainableModel;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Judged groups for the tests. */
public final class Groups {
    private Groups() {}

    /** A group whose answers carry the sampler's own log-probabilities. */
    public static JudgedGroup judged(
            LanguageModel sampler, int[] prompt, List<int[]> answers, PreferenceMatrix.Duel duel) {
        List<Completion> completions = answers.stream()
                .map(answer -> completion(sampler, prompt, answer))
                .toList();
        Group group = new Group(
                new Prompt("prompt-" + Arrays.toString(prompt), "", Map.of()), Tokens.of(prompt), completions);
        return new JudgedGroup(group, new Verdict("test", PreferenceMatrix.of(completions.size(), duel), Map.of()));
    }

    /**
     * The same group as an algorithm gets it that learns from others' answers, too: the second half of them are the
     * average's, or the last one is written.
     */
    public static JudgedGroup guests(JudgedGroup judged, Algorithm algorithm) {
        Group group = judged.group();
        int k = group.completions().size();
        boolean written = algorithm.written() != Algorithm.Written.NEVER;
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            boolean average = algorithm.averageDecay().isPresent() && i >= (k + 1) / 2;
            Author author = average ? Author.AVERAGE : written && i == k - 1 ? Author.WRITTEN : Author.POLICY;
            completions.add(group.completions().get(i).by(author));
        }
        return new JudgedGroup(new Group(group.prompt(), group.promptTokens(), completions), judged.verdict());
    }

    /** A model that keeps beside its weights what an algorithm needs. */
    public static <M extends TrainableModel> M prepared(M model, Algorithm algorithm) {
        if (algorithm.averageDecay().isPresent()) {
            model.keepAverage(false);
        }
        if (algorithm.valued()) {
            model.keepValueHead(false);
        }
        return model;
    }

    /** The settings of a block of the module's reference.conf, with overrides in HOCON relative to the block. */
    public static Settings settings(String path, String overrides) {
        return Settings.of(
                ConfigFactory.parseString(overrides)
                        .atPath(path)
                        .withFallback(ConfigFactory.parseResources("reference.conf"))
                        .resolve(),
                path);
    }

    private static Completion completion(LanguageModel sampler, int[] prompt, int[] answer) {
        float[] logProbs =
                sampler.logProbs(List.of(new Sequence(prompt, answer))).get(0);
        return new Completion(0, Tokens.of(answer), LogProbs.of(logProbs), true, "", List.of());
    }
}
