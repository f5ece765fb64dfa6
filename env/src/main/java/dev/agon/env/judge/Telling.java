package dev.agon.env.judge;

import dev.agon.env.task.Definitions;
import dev.agon.env.task.Split;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Prefers answers that fit this prompt rather than any: under the frozen base model p, with N other prompts x_1..x_N,
 *
 * <pre>s(y) = log p(y | x) - 1/N sum_n log p(y | x_n),   P(y beats z) = 1 / (1 + exp(-(s(y) - s(z)) / T)) </pre>
 *
 * in nats, summed over the answer's tokens, end token included; T is {@code temperature}. The other prompts are
 * self-play prompts of the same part of speech, where there is one, and a fixed function of this prompt's id.
 */
public final class Telling implements Reader {
    private static final CounterRandom STREAM = CounterRandom.of(0).at("telling");
    private static final int DRAWS_A_PROMPT = 1000;

    private final int others;
    private final double temperature;

    public Telling(Settings settings) {
        this.others = settings.integer("others", 1, 100);
        this.temperature = settings.number("temperature", 1e-3, 1e6);
    }

    @Override
    public boolean asksBase() {
        return true;
    }

    @Override
    public PreferenceMatrix.Duel read(Group group, JudgeContext context) {
        return read(List.of(group), context).get(0);
    }

    @Override
    public List<PreferenceMatrix.Duel> read(List<Group> groups, JudgeContext context) {
        LanguageModel model = context.baseModel();
        List<Prompt> candidates = context.task().prompts(Split.SELF_PLAY);
        List<Sequence> sequences = new ArrayList<>(); // by group, answer, and prompt: first its own, then the others
        List<Integer> prompts = new ArrayList<>(); // of a group
        for (Group group : groups) {
            // With fewer than two answers there is nothing to compare.
            List<int[]> read = group.completions().size() < 2 ? List.of() : prompts(group, candidates, model);
            prompts.add(read.size());
            for (Completion answer : group.completions()) {
                read.forEach(prompt -> sequences.add(sequence(prompt, answer, model)));
            }
        }
        Iterator<float[]> logP = model.logProbs(sequences).iterator();
        List<PreferenceMatrix.Duel> duels = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            double[] scores = new double[groups.get(g).completions().size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = score(prompts.get(g), logP);
            }
            duels.add(Duels.logistic(scores, temperature));
        }
        return duels;
    }

    /** This prompt, then the others, as tokens. */
    private List<int[]> prompts(Group group, List<Prompt> candidates, LanguageModel model) {
        List<int[]> prompts = new ArrayList<>(List.of(group.promptTokens().toArray()));
        for (Prompt other : others(group.prompt(), candidates)) {
            prompts.add(model.tokenizer().encodePrompt(other.text()));
        }
        return prompts;
    }

    /** The answer after the prompt; a prompt that does not fit into the context beside it loses its beginning. */
    private static Sequence sequence(int[] prompt, Completion answer, LanguageModel model) {
        int[] completion = answer.tokens().toArray();
        int room = model.config().contextLength() - completion.length;
        int[] read = prompt.length <= room ? prompt : Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
        return new Sequence(read, completion);
    }

    /** Takes the next log-probabilities of an answer, one array a prompt; 0 where it was tried on no other prompt. */
    private static double score(int prompts, Iterator<float[]> logP) {
        double own = 0;
        double elsewhere = 0;
        for (int n = 0; n < prompts; n++) {
            double sum = sum(logP.next());
            own += n == 0 ? sum : 0;
            elsewhere += n > 0 ? sum : 0;
        }
        return prompts < 2 ? 0 : own - elsewhere / (prompts - 1);
    }

    /** Distinct prompts of the same part of speech, drawn by this prompt's id; fewer if the task has too few. */
    private List<Prompt> others(Prompt prompt, List<Prompt> candidates) {
        CounterRandom random = STREAM.at(prompt.id());
        List<Prompt> chosen = new ArrayList<>();
        for (int draw = 0; draw < others * DRAWS_A_PROMPT && chosen.size() < others; draw++) {
            Prompt candidate = candidates.get(random.below(candidates.size(), draw));
            boolean alike = Objects.equals(
                    candidate.meta().get(Definitions.POS), prompt.meta().get(Definitions.POS));
            if (alike && !candidate.id().equals(prompt.id()) && !chosen.contains(candidate)) {
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
