package dev.agon.learner;

import dev.agon.env.metric.Probe;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.protocol.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Counts out a policy for a {@link Probe}: scores every answer to every prompt, as the learner scores what it learns
 * from. Not thread-safe.
 */
public final class Census {
    private final Probe probe;
    private List<Sequence> sequences = List.of(); // by prompt, then by answer; made when the tokenizer is known

    /** A census for this probe. */
    public Census(Probe probe) {
        this.probe = probe;
    }

    /** The probe's figures of a model; all models must share a tokenizer. */
    public SortedMap<String, Double> of(LanguageModel model) {
        if (sequences.isEmpty()) {
            sequences = sequences(model.tokenizer());
        }
        int answers = probe.answers().size();
        double[][] logP = new double[probe.prompts().size()][answers];
        List<float[]> scores = model.logProbs(sequences);
        for (int i = 0; i < scores.size(); i++) {
            for (float token : scores.get(i)) {
                logP[i / answers][i % answers] += token;
            }
        }
        return probe.measure(logP);
    }

    private List<Sequence> sequences(Tokenizer tokenizer) {
        List<int[]> answers = probe.answers().stream().map(tokenizer::encode).toList();
        List<Sequence> all = new ArrayList<>();
        for (Prompt prompt : probe.prompts()) {
            int[] asked = tokenizer.encodePrompt(prompt.text());
            answers.forEach(answer -> all.add(new Sequence(asked, answer)));
        }
        return all;
    }
}
