package dev.agon.actors.run;

import dev.agon.actors.config.ModelSettings;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.protocol.Completion;
import dev.agon.protocol.summary.TestOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the final policy is from the start: the mean over its test answers of log p(final) - log p(start), summed
 * over an answer's tokens. An unbiased estimate of KL(final || start) in nats an answer if the answers were drawn at
 * temperature 1 and no token was cut off.
 */
public final class FinalKl {
    private FinalKl() {}

    /** The estimate; opens the start and closes it again. */
    public static double measure(List<TestOutcome> outcomes, ModelSettings start, int threads) {
        List<Sequence> sequences = new ArrayList<>();
        double sum = 0;
        try (LanguageModel model = DecoderModel.open(start.directory(), start.device(), threads, start.compute())) {
            for (TestOutcome outcome : outcomes) {
                int[] prompt = model.tokenizer().encodePrompt(outcome.prompt().text());
                for (Completion completion : outcome.after()) {
                    sequences.add(new Sequence(prompt, completion.tokens().toArray()));
                    sum += sum(completion);
                }
            }
            for (float[] logProbs : model.logProbs(sequences)) {
                for (float logProb : logProbs) {
                    sum -= logProb;
                }
            }
        }
        return sum / sequences.size();
    }

    private static double sum(Completion completion) {
        double sum = 0;
        for (int t = 0; t < completion.logProbs().size(); t++) {
            sum += completion.logProbs().get(t);
        }
        return sum;
    }
}
