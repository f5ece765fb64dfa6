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
    private final int batch;

    public Telling(Settings settings) {
        this.others = settings.integer("others", 1, 100);
        this.temperature = settings.number("temperature", 1e-3, 1e6);
        this.batch = settings.integer("batch", 1, 100_000);
    }

    @Override
    public PreferenceMatrix.Duel read(Group group, JudgeContext context) {
        LanguageModel model = context.baseModel();
        List<int[]> prompts = new ArrayList<>();
        prompts.add(group.promptTokens().toArray());
        for (Prompt other : others(group.prompt(), context.task().prompts(Split.SELF_PLAY))) {
            prompts.add(model.tokenizer().encode(other.text()));
        }
        double[] logP = logP(model, prompts, group.completions()); // (answers, prompts)
        double[] scores = new double[group.completions().size()];
        for (int i = 0; i < scores.length; i++) {
            int row = i * prompts.size();
            double elsewhere = 0;
            for (int n = 1; n < prompts.size(); n++) {
                elsewhere += logP[row + n];
            }
            scores[i] = prompts.size() == 1 ? 0 : logP[row] - elsewhere / (prompts.size() - 1);
        }
        return Duels.logistic(scores, temperature);
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

    /** Log-probability of each answer after each prompt, answer by answer. */
    private double[] logP(LanguageModel model, List<int[]> prompts, List<Completion> answers) {
        List<Sequence> sequences = new ArrayList<>();
        for (Completion answer : answers) {
            int[] completion = answer.tokens().toArray();
            int room = model.config().contextLength() - completion.length;
            for (int[] prompt : prompts) {
                sequences.add(new Sequence(lastTokens(prompt, room), completion));
            }
        }
        double[] logP = new double[sequences.size()];
        for (int from = 0; from < sequences.size(); from += batch) {
            int to = Math.min(sequences.size(), from + batch);
            List<float[]> tokenLogP = model.logProbs(sequences.subList(from, to));
            for (int i = from; i < to; i++) {
                logP[i] = sum(tokenLogP.get(i - from));
            }
        }
        return logP;
    }

    /** A prompt that does not fit into the context beside the answer loses its beginning. */
    private static int[] lastTokens(int[] prompt, int room) {
        return prompt.length <= room ? prompt : Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
