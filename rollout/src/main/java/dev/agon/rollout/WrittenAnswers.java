package dev.agon.rollout;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.InputException;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Written answers as completions: what they are in tokens, and how likely they are to a policy. */
public final class WrittenAnswers {
    private WrittenAnswers() {}

    /**
     * The tokens of a prompt's written answer as the policy would give it: the text as it stands, then the end token.
     *
     * @param promptTokens number of the prompt's own tokens
     * @throws InputException if the two together exceed the model's context
     */
    public static int[] encode(
            Tokenizer tokenizer, ModelConfig config, Prompt prompt, String answer, int promptTokens) {
        int[] text = tokenizer.encode(answer);
        int[] tokens = Arrays.copyOf(text, text.length + 1);
        tokens[text.length] = config.endToken();
        if (promptTokens + tokens.length > config.contextLength()) {
            throw new InputException("The written answer to the prompt " + prompt.id() + " has " + tokens.length
                    + " tokens, which with the prompt's " + promptTokens + " exceeds the model's context of "
                    + config.contextLength() + "; shorten it or leave it out.");
        }
        return tokens;
    }

    /** For each prompt of an item its written answer if it has one, with the log-probabilities under this model. */
    static List<List<Completion>> of(LanguageModel model, WorkItem item, List<int[]> prompts) {
        List<List<Completion>> answers = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            Prompt prompt = item.prompts().get(p);
            int[] asked = prompts.get(p);
            answers.add(prompt.answer()
                    .map(answer -> encode(model.tokenizer(), model.config(), prompt, answer, asked.length))
                    .map(tokens -> List.of(completion(model, item, asked, tokens)))
                    .orElse(List.of()));
        }
        return answers;
    }

    /** Scored by itself, so that its log-probabilities depend on no other prompt's answer. */
    private static Completion completion(LanguageModel model, WorkItem item, int[] prompt, int[] tokens) {
        float[] logProbs = model.logProbs(List.of(new Sequence(prompt, tokens))).get(0);
        return new Completion(
                item.policy().number(),
                Author.WRITTEN,
                Tokens.of(tokens),
                LogProbs.of(logProbs),
                true,
                model.tokenizer().decode(tokens),
                List.of());
    }
}
