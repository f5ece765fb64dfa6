package dev.agon.rollout;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sample;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.WorkItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Answers prompts with a language model. The answers are a pure function of the item and the model's weights: an item
 * never shares a batch with another, and the random number of every token is keyed by (run seed, purpose, iteration,
 * prompt, sample, token).
 */
public final class PolicyGenerator implements Generator {
    private static final String OWN = "sample";
    private static final String OF_AVERAGE = "sample-average";

    private final LanguageModel model;
    private final Optional<LanguageModel> average;
    private final IntFunction<SamplingOptions> answers;
    private final int maxNewTokens;

    /** A generator on the thread that owns {@code model}; the caller closes the model. */
    public PolicyGenerator(LanguageModel model, RolloutSettings settings) {
        this(model, Optional.empty(), settings);
    }

    /** The same with its two settings given. */
    public PolicyGenerator(LanguageModel model, Sampling sampling, int maxNewTokens) {
        this(model, Optional.empty(), number -> new SamplingOptions(number, maxNewTokens, sampling), maxNewTokens);
    }

    /**
     * A generator of a policy and of its average.
     *
     * @param average answers what items ask of it; empty if none does
     */
    public PolicyGenerator(LanguageModel model, Optional<LanguageModel> average, RolloutSettings settings) {
        this(model, average, settings::answers, settings.maxNewTokens());
    }

    private PolicyGenerator(
            LanguageModel model,
            Optional<LanguageModel> average,
            IntFunction<SamplingOptions> answers,
            int maxNewTokens) {
        this.model = model;
        this.average = average;
        this.answers = answers;
        this.maxNewTokens = maxNewTokens;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InputException if a prompt and the longest answer together exceed the model's context
     */
    @Override
    public List<Group> generate(WorkItem item) {
        List<int[]> prompts = item.prompts().stream()
                .map(prompt -> encode(model, prompt, maxNewTokens))
                .toList();
        List<List<List<Completion>>> parts = new ArrayList<>();
        parts.add(sampled(model, Author.POLICY, item, item.samples(), prompts));
        if (item.averages() > 0) {
            LanguageModel other = average.orElseThrow(
                    () -> new IllegalArgumentException(item.id() + " asks an average that is not here"));
            parts.add(sampled(other, Author.AVERAGE, item, item.averages(), prompts));
        }
        parts.add(WrittenAnswers.of(model, item, prompts));
        parts.add(item.opponents());
        List<Group> groups = new ArrayList<>(prompts.size());
        for (int p = 0; p < prompts.size(); p++) {
            int index = p;
            groups.add(new Group(
                    item.prompts().get(p),
                    Tokens.of(prompts.get(p)),
                    parts.stream().flatMap(part -> part.get(index).stream()).toList()));
        }
        return groups;
    }

    /** Answers of a model, a list for each prompt. */
    private List<List<Completion>> sampled(
            LanguageModel sampler, Author author, WorkItem item, int number, List<int[]> prompts) {
        String stream = author == Author.POLICY ? OWN : OF_AVERAGE;
        List<Sample> samples = sampler.sample(prompts, answers.apply(number), uniforms(item, number, stream));
        List<List<Completion>> answers = new ArrayList<>(prompts.size());
        for (int p = 0; p < prompts.size(); p++) {
            answers.add(samples.subList(p * number, (p + 1) * number).stream()
                    .map(sample -> completion(item.policy().number(), author, sample))
                    .toList());
        }
        return answers;
    }

    /**
     * The tokens of a prompt, checked against the model's context.
     *
     * @param room tokens that must remain for the answer
     * @throws InputException if they do not fit, or if the prompt has no token
     */
    public static int[] encode(LanguageModel model, Prompt prompt, int room) {
        int[] tokens = model.tokenizer().encodePrompt(prompt.text());
        int context = model.config().contextLength();
        if (tokens.length == 0) {
            throw new InputException("The prompt " + prompt.id() + " is empty; give it at least one character.");
        }
        if (tokens.length + room > context) {
            throw new InputException("The prompt " + prompt.id() + " has " + tokens.length + " tokens, which with "
                    + room + " new ones exceeds the model's context of " + context
                    + "; shorten the prompt or lower agon.rollout.max-new-tokens.");
        }
        return tokens;
    }

    private float[][] uniforms(WorkItem item, int samples, String stream) {
        CounterRandom random = CounterRandom.of(item.seed())
                .at(stream)
                .at(item.id().purpose().name())
                .at(item.id().iteration());
        float[][] uniforms = new float[item.prompts().size() * samples][maxNewTokens];
        for (int p = 0; p < item.prompts().size(); p++) {
            CounterRandom ofPrompt = random.at(item.prompts().get(p).id());
            for (int s = 0; s < samples; s++) {
                CounterRandom ofSample = ofPrompt.at(s);
                float[] row = uniforms[p * samples + s];
                for (int t = 0; t < maxNewTokens; t++) {
                    row[t] = ofSample.uniformFloat(t);
                }
            }
        }
        return uniforms;
    }

    private Completion completion(int policyVersion, Author author, Sample sample) {
        int[] tokens = sample.tokens();
        return new Completion(
                policyVersion,
                author,
                Tokens.of(tokens),
                LogProbs.of(sample.logProbs()),
                sample.ended(),
                model.tokenizer().decode(tokens),
                List.of());
    }
}
