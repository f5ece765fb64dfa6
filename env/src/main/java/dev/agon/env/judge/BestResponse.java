package dev.agon.env.judge;

import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sample;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Nearest;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Judges answers by how they do against a frozen rival, so that whoever learns from it becomes a best responder to the
 * rival. Another judge compares each answer y with a few of the rival's answers to the same prompt; with w(y) the mean
 * probability that y beats one of them, {@code P(i beats j) = 1/2 + (w_i - w_j) / 2}.
 *
 * <p>The mean over the others j of P(i, j) is 1/2 plus half of what w_i exceeds their mean by: an algorithm that is
 * told win rates climbs w, whose largest mean is 1/2 plus the rival's exploitability. Being differences of a score,
 * these probabilities have no circle.
 *
 * <p>The rival's answers are drawn as the run's are, a function of {@code seed}, the prompt and the version that is
 * judged; each version meets fresh ones.
 */
public final class BestResponse implements Judge {
    /** What takes the place of a policy's number in the rival's answers. */
    private static final int RIVAL = -1;

    private final String name;
    private final Judge judge;
    private final Path rival;
    private final String sha256;
    private final int samples;
    private final CounterRandom random;

    /** Checks the settings, and those of the judge that it names; the rival's files are read on first use. */
    public BestResponse(Settings settings) {
        this.name = settings.name();
        this.judge = judge(settings);
        this.rival = settings.file("rival");
        this.sha256 = settings.text("sha256");
        this.samples = settings.integer("samples", 1, 1024);
        this.random = CounterRandom.of(settings.integer64("seed")).at("rival");
    }

    private static Judge judge(Settings settings) {
        String chosen = settings.text("judge");
        Settings judges = settings.elsewhere("agon.judge");
        List<String> known = judges.names().stream()
                .filter(judge -> !judges.block(judge).text("class").equals(BestResponse.class.getName()))
                .toList();
        if (!known.contains(chosen)) {
            throw settings.fault(
                    "judge",
                    "is \"" + chosen + "\" but must be one of " + String.join(", ", known)
                            + Nearest.to(chosen, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return judges.block(chosen).create(Judge.class);
    }

    /**
     * SHA-256 of a rival's weights, for {@code sha256}.
     *
     * @throws dev.agon.policy.ModelException if they are no whole model's
     */
    public static String digest(Path rival) {
        ModelDirectory.open(rival); // an adapter is refused, since its base would not be known
        return Sha256.ofFiles(ModelDirectory.weightFiles(rival));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void requireReads(List<Prompt> prompts, ModelDirectory policy, int answerTokens) {
        ModelDirectory opened = ModelDirectory.open(rival);
        for (Prompt prompt : prompts) {
            int[] tokens = policy.tokenizer().encodePrompt(prompt.text());
            requireReads(prompt, tokens, answerTokens, opened.config(), opened.tokenizer());
        }
        judge.requireReads(prompts, policy, answerTokens);
    }

    @Override
    public List<Path> models(Path base) {
        return Stream.concat(Stream.of(rival), judge.models(base).stream())
                .distinct()
                .toList();
    }

    @Override
    public int ownAnswers() {
        return samples;
    }

    @Override
    public List<Verdict> judge(List<Group> groups, JudgeContext context) {
        LanguageModel model = context.frozen(rival, this::requireSameWeights);
        List<Group> met = met(groups, model, context.answers(samples));
        List<Verdict> verdicts = judge.judge(met, context);
        List<Verdict> told = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            int answers = groups.get(g).completions().size();
            SortedMap<String, PreferenceMatrix> readers = new TreeMap<>();
            verdicts.get(g).readers().forEach((reader, matrix) -> readers.put(reader, scored(matrix, answers)));
            told.add(new Verdict(name, scored(verdicts.get(g).preference(), answers), readers));
        }
        return told;
    }

    private void requireSameWeights() {
        if (!sha256.isEmpty() && !digest(rival).equals(sha256)) {
            throw new InputException("The rival in " + rival + " has other weights than the run began with (SHA-256 "
                    + digest(rival) + ", expected " + sha256 + "); put back the ones it had.");
        }
    }

    /** The groups with the rival's answers after their own. */
    private List<Group> met(List<Group> groups, LanguageModel model, SamplingOptions options) {
        List<int[]> prompts = new ArrayList<>();
        float[][] uniforms = new float[groups.size() * samples][];
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            int[] prompt = group.promptTokens().toArray();
            requireReads(group.prompt(), prompt, options.maxNewTokens(), model.config(), model.tokenizer());
            prompts.add(prompt);
            CounterRandom ofPrompt =
                    random.at(group.prompt().id()).at(group.completions().get(0).policyVersion());
            for (int s = 0; s < samples; s++) {
                uniforms[g * samples + s] = uniforms(ofPrompt.at(s), options.maxNewTokens());
            }
        }
        List<Sample> answers = model.sample(prompts, options, uniforms);
        List<Group> met = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            List<Completion> completions = new ArrayList<>(groups.get(g).completions());
            answers.subList(g * samples, (g + 1) * samples)
                    .forEach(sample -> completions.add(completion(sample, model)));
            met.add(new Group(groups.get(g).prompt(), groups.get(g).promptTokens(), completions));
        }
        return met;
    }

    private void requireReads(Prompt prompt, int[] tokens, int room, ModelConfig config, Tokenizer tokenizer) {
        if (!Arrays.equals(tokens, tokenizer.encodePrompt(prompt.text()))) {
            throw new InputException("The rival in " + rival + " reads the prompt " + prompt.id()
                    + " as other tokens than the policy; name a rival that shares its tokenizer.");
        }
        if (tokens.length + room > config.contextLength()) {
            throw new InputException("The prompt " + prompt.id() + " has " + tokens.length + " tokens, which with "
                    + room + " new ones exceeds the context of " + config.contextLength() + " of the rival in " + rival
                    + "; shorten the prompt or lower agon.rollout.max-new-tokens.");
        }
    }

    private static float[] uniforms(CounterRandom ofSample, int tokens) {
        float[] row = new float[tokens];
        for (int t = 0; t < row.length; t++) {
            row[t] = ofSample.uniformFloat(t);
        }
        return row;
    }

    private static Completion completion(Sample sample, LanguageModel model) {
        int[] tokens = sample.tokens();
        return new Completion(
                RIVAL,
                Tokens.of(tokens),
                LogProbs.of(sample.logProbs()),
                sample.ended(),
                model.tokenizer().decode(tokens),
                List.of());
    }

    /** From duels of the first competitors with all to those of their scores against the rest, which is the rival's. */
    private static PreferenceMatrix scored(PreferenceMatrix duels, int answers) {
        double[] scores = new double[answers];
        for (int i = 0; i < answers; i++) {
            for (int rival = answers; rival < duels.size(); rival++) {
                scores[i] += duels.get(i, rival) / (duels.size() - answers);
            }
        }
        return PreferenceMatrix.of(answers, (i, j) -> 0.5 + (scores[i] - scores[j]) / 2);
    }
}
