package dev.agon.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyGeneratorTest {
    private static final int MAX_NEW_TOKENS = 6;
    private final EchoModel model = new EchoModel();
    private final PolicyGenerator generator = new PolicyGenerator(model, Sampling.at(1), MAX_NEW_TOKENS);

    @Test
    void answersComeInOrderAndOpponentsFollow() {
        Completion opponent = new Completion(0, Tokens.of(1), LogProbs.of(-1), true, "opponent", List.of());
        WorkItem item = item(1, 4, Purpose.VALIDATE, List.of(List.of(opponent), List.of(opponent)));
        List<Group> groups = generator.generate(item);
        assertEquals(
                List.of("a", "bc"), groups.stream().map(g -> g.prompt().text()).toList());
        for (Group group : groups) {
            assertEquals(3, group.completions().size());
            assertEquals(4, group.completions().get(0).policyVersion());
            assertEquals(opponent, group.completions().get(2));
        }
        assertEquals(Tokens.of('b', 'c'), groups.get(1).promptTokens());
    }

    @Test
    void guestsFollowThePolicyWhereAnswersAreLearnedFrom() {
        EchoModel average = new EchoModel();
        PolicyGenerator host = new PolicyGenerator(model, Optional.of(average), settings());
        WorkItem asked = item(1, 4, Purpose.TRAIN);
        Prompt answered = asked.prompts().get(1).answered("de");
        WorkItem item = new WorkItem(
                asked.id(),
                asked.seed(),
                asked.policy(),
                List.of(asked.prompts().get(0), answered),
                asked.samples(),
                3,
                asked.opponents());
        List<Group> groups = host.generate(item);
        assertEquals(
                List.of(Author.POLICY, Author.POLICY, Author.AVERAGE, Author.AVERAGE, Author.AVERAGE),
                authors(groups.get(0)));
        assertEquals(
                List.of(Author.POLICY, Author.POLICY, Author.AVERAGE, Author.AVERAGE, Author.AVERAGE, Author.WRITTEN),
                authors(groups.get(1)));
        assertEquals(2, groups.get(1).own());
        Completion written = groups.get(1).completions().get(5);
        assertEquals(Tokens.of('d', 'e', 0), written.tokens());
        assertEquals(LogProbs.of(-'d', -'e', 0), written.logProbs());
        assertEquals(4, written.policyVersion());
        assertTrue(written.ended());
        assertNotEquals(model.uniforms[0][0], average.uniforms[0][0]);
        assertArrayEquals(model.uniforms, uniforms(asked)); // the policy's own are drawn as without guests

        WorkItem measured = item(1, 4, Purpose.VALIDATE);
        host.generate(measured)
                .forEach(group -> assertEquals(2, group.completions().size()));
    }

    @Test
    void howManyAnswersAreDrawnSideBySideIsASetting() {
        RolloutSettings settings = new RolloutSettings(2, 2, 2, 16, Sampling.at(1), MAX_NEW_TOKENS, 1, 1);
        new PolicyGenerator(model, settings).generate(item(1, 4, Purpose.TRAIN));
        assertEquals(Optional.of(new SamplingOptions(2, MAX_NEW_TOKENS, 16, Sampling.at(1))), model.drawnAs);
    }

    private static List<Author> authors(Group group) {
        return group.completions().stream().map(Completion::author).toList();
    }

    private static RolloutSettings settings() {
        return new RolloutSettings(2, 2, 2, 0, Sampling.at(1), MAX_NEW_TOKENS, 1, 1);
    }

    @Test
    void aWrittenAnswerBeyondTheContextIsNamed() {
        PolicyGenerator host = new PolicyGenerator(model, Optional.empty(), settings());
        Prompt prompt = new Prompt("p-19", "abc", Map.of()).answered("x".repeat(21));
        WorkItem item = new WorkItem(
                new WorkId(Purpose.TRAIN, 0, 0),
                1,
                new PolicyVersion(0, "", "", 0),
                List.of(prompt),
                2,
                List.of(List.of()));
        InputException refused = assertThrows(InputException.class, () -> host.generate(item));
        assertEquals(
                "The written answer to the prompt p-19 has 22 tokens, which with the prompt's 3 exceeds the model's"
                        + " context of 24; shorten it or leave it out.",
                refused.getMessage());
    }

    @Test
    void randomNumbersAreKeyedBySeedPurposeVersionPromptAndSample() {
        float[][] numbers = uniforms(item(1, 4, Purpose.TRAIN));
        assertArrayEquals(numbers, uniforms(item(1, 4, Purpose.TRAIN)));
        assertNotEquals(numbers[0][0], uniforms(item(2, 4, Purpose.TRAIN))[0][0]);
        assertNotEquals(numbers[0][0], uniforms(item(1, 5, Purpose.TRAIN))[0][0]);
        assertNotEquals(numbers[0][0], uniforms(item(1, 4, Purpose.TEST))[0][0]);
        assertNotEquals(numbers[0][0], numbers[1][0]);
        assertNotEquals(numbers[0][0], numbers[2][0]);
    }

    @Test
    void aPromptsNumbersDoNotDependOnItsNeighbours() {
        float[][] together = uniforms(item(1, 4, Purpose.TRAIN));
        WorkItem alone = new WorkItem(
                new WorkId(Purpose.TRAIN, 4, 9),
                1,
                new PolicyVersion(4, "", "", 0),
                List.of(new Prompt("2", "bc", Map.of())),
                2,
                List.of(List.of()));
        float[][] separate = uniforms(alone);
        assertArrayEquals(together[2], separate[0]);
        assertArrayEquals(together[3], separate[1]);
    }

    @Test
    void aPromptBeyondTheContextIsNamed() {
        Prompt tooLong = new Prompt("p-17", "x".repeat(20), Map.of());
        InputException refused =
                assertThrows(InputException.class, () -> PolicyGenerator.encode(model, tooLong, MAX_NEW_TOKENS));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("p-17") && message.contains("20 tokens"), message);
    }

    @Test
    void anEmptyPromptIsNamed() {
        Prompt empty = new Prompt("p-18", "", Map.of());
        assertThrows(InputException.class, () -> PolicyGenerator.encode(model, empty, MAX_NEW_TOKENS));
    }

    private float[][] uniforms(WorkItem item) {
        generator.generate(item);
        return model.uniforms;
    }

    private static WorkItem item(long seed, int version, Purpose purpose) {
        return item(seed, version, purpose, List.of(List.of(), List.of()));
    }

    private static WorkItem item(long seed, int version, Purpose purpose, List<List<Completion>> opponents) {
        return new WorkItem(
                new WorkId(purpose, version, 0),
                seed,
                new PolicyVersion(version, "", "", 0),
                List.of(new Prompt("1", "a", Map.of()), new Prompt("2", "bc", Map.of())),
                2,
                opponents);
    }

    /** Reads characters as tokens, answers with one token, and keeps what its last call was given. */
    private static final class EchoModel implements LanguageModel {
        private float[][] uniforms = {};
        private Optional<SamplingOptions> drawnAs = Optional.empty();

        @Override
        public ModelConfig config() {
            return ModelConfig.llama(256, 1, 1, 1, 1, 1, 2, 1e-5, 1e4, 24, true, -1, 0);
        }

        @Override
        public Tokenizer tokenizer() {
            return new Tokenizer() {
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
                    return new String(tokens, 0, tokens.length);
                }

                @Override
                public int vocabSize() {
                    return 256;
                }
            };
        }

        @Override
        public List<float[]> logProbs(List<Sequence> sequences) {
            return sequences.stream()
                    .map(sequence -> {
                        float[] scores = new float[sequence.completionLength()];
                        for (int t = 0; t < scores.length; t++) {
                            scores[t] = -sequence.token(sequence.promptLength() + t);
                        }
                        return scores;
                    })
                    .toList();
        }

        @Override
        public List<Sample> sample(List<int[]> prompts, SamplingOptions options, float[][] uniforms) {
            this.uniforms = uniforms;
            this.drawnAs = Optional.of(options);
            List<Sample> samples = new ArrayList<>();
            for (int row = 0; row < prompts.size() * options.samples(); row++) {
                samples.add(new Sample(new int[] {'z'}, new float[] {-1}, new float[] {-1}, false));
            }
            return samples;
        }

        @Override
        public void close() {}
    }
}
