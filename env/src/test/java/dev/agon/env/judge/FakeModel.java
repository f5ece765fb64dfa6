package dev.agon.env.judge;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** A model whose tokens are characters and whose likelihoods a test prescribes. */
final class FakeModel implements LanguageModel {
    static final int END = 0;

    private final ToDoubleBiFunction<String, String> logP;
    private final int contextLength;
    private final List<String> said;
    private int batches;
    private int longest;

    /** {@code logP} of a completion (end token left out) given a prompt, in nats. */
    FakeModel(ToDoubleBiFunction<String, String> logP, int contextLength) {
        this(logP, contextLength, List.of(" a strong coffee", " a small hot drink", " a person"));
    }

    /** The same; {@code said} is what it answers, each as often. */
    FakeModel(ToDoubleBiFunction<String, String> logP, int contextLength, List<String> said) {
        this.logP = logP;
        this.contextLength = contextLength;
        this.said = said;
    }

    /** How often {@link #logProbs} was called. */
    int batches() {
        return batches;
    }

    /** Tokens of the longest sequence seen. */
    int longest() {
        return longest;
    }

    @Override
    public ModelConfig config() {
        return ModelConfig.llama(65_536, 8, 8, 1, 1, 1, 8, 1e-5, 1e4, contextLength, true, -1, END);
    }

    @Override
    public Tokenizer tokenizer() {
        return new Characters();
    }

    @Override
    public List<float[]> logProbs(List<Sequence> sequences) {
        batches++;
        return sequences.stream().map(this::logProbs).toList();
    }

    private float[] logProbs(Sequence sequence) {
        int[] tokens = new int[sequence.length()];
        Arrays.setAll(tokens, sequence::token);
        longest = Math.max(longest, tokens.length);
        String prompt = text(Arrays.copyOf(tokens, sequence.promptLength()));
        String completion = text(Arrays.copyOfRange(tokens, sequence.promptLength(), tokens.length));
        float[] values = new float[sequence.completionLength()];
        values[0] = (float) logP.applyAsDouble(prompt, completion);
        return values;
    }

    @Override
    public List<Sample> sample(List<int[]> prompts, SamplingOptions options, float[][] uniforms) {
        return Arrays.stream(uniforms)
                .map(row -> said.get((int) (row[0] * said.size())))
                .map(text ->
                        new Sample(text.chars().toArray(), new float[text.length()], new float[text.length()], true))
                .toList();
    }

    @Override
    public void close() {}

    private static String text(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            if (token != END) {
                text.append((char) token);
            }
        }
        return text.toString();
    }

    private static final class Characters implements Tokenizer {
        @Override
        public int[] encode(String text) {
            return text.chars().toArray();
        }

        @Override
        public int[] encodePrompt(String text) {
            return encode(text);
        }

        @Override
        public String decode(int[] tokens) {
            return text(tokens);
        }

        @Override
        public int vocabSize() {
            return 65_536;
        }
    }
}
