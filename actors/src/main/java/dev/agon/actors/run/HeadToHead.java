package dev.agon.actors.run;

import dev.agon.actors.config.ModelSettings;
import dev.agon.env.judge.Judge;
import dev.agon.env.judge.JudgeContext;
import dev.agon.env.task.Task;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.tokenizer.TokenizerFiles;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.InputException;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.summary.TestOutcome;
import dev.agon.rollout.PolicyGenerator;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Two models answer the same prompts and a judge compares the answers. It belongs to one thread. */
public final class HeadToHead implements AutoCloseable {
    private final LanguageModel challenger;
    private final LanguageModel champion;
    private final JudgeContext context;
    private final Judge judge;
    private final RolloutSettings rollout;
    private final int samples;

    /**
     * What came out.
     *
     * @param outcomes one a prompt; "before" are the champion's answers, "after" the challenger's
     * @param kl one a prompt: mean over the challenger's answers of log p(challenger) - log p(champion), in nats; its
     *     mean estimates KL(challenger || champion), without bias at temperature 1 if no token is cut off
     * @param klReverse the same of the champion's answers and KL(champion || challenger)
     */
    public record Result(List<TestOutcome> outcomes, List<Double> kl, List<Double> klReverse) {
        public Result {
            outcomes = List.copyOf(outcomes);
            kl = List.copyOf(kl);
            klReverse = List.copyOf(klReverse);
        }
    }

    /** Hears how many prompts are done. */
    @FunctionalInterface
    public interface Progress {
        void onPrompts(int done, int total);
    }

    /**
     * @param model the challenger's directory
     * @param against the champion's directory
     * @param base the frozen model that judges may ask; how it is computed with holds for all three
     * @param samples answers of each model to each prompt
     * @throws InputException if the models do not share a tokenizer
     */
    public HeadToHead(
            Path model,
            Path against,
            ModelSettings base,
            Task task,
            Judge judge,
            RolloutSettings rollout,
            int samples) {
        requireSameTokenizer(model, against);
        requireSameTokenizer(base.directory(), against);
        this.challenger = DecoderModel.open(model, base.device(), rollout.threads(), base.compute());
        this.champion = DecoderModel.open(against, base.device(), rollout.threads(), base.compute());
        this.context = new JudgeContext(
                task,
                base.directory(),
                place -> DecoderModel.open(place, base.device(), rollout.threads(), base.compute()),
                rollout::answers);
        this.judge = judge;
        this.rollout = rollout;
        this.samples = samples;
    }

    /**
     * Each model reads the other's tokens, and the base those of both.
     *
     * @throws InputException if the two read the same text as different tokens
     */
    public static void requireSameTokenizer(Path one, Path other) {
        if (!tokenizer(one).defineSameAs(tokenizer(other))) {
            throw new InputException("The models " + one + " and " + other + " have different tokenizers, so neither"
                    + " can read the other's answers; compare models that share one.");
        }
    }

    private static TokenizerFiles tokenizer(Path model) {
        return TokenizerFiles.read(ModelDirectory.root(model));
    }

    /**
     * Has all prompts answered and judged; a pure function of weights, prompts, settings and seed.
     *
     * @param witness is shown each judged group: the challenger's answers, then the champion's
     */
    public Result play(List<Prompt> prompts, long seed, Progress progress, Consumer<JudgedGroup> witness) {
        List<TestOutcome> outcomes = new ArrayList<>();
        List<Double> kl = new ArrayList<>();
        List<Double> klReverse = new ArrayList<>();
        int step = rollout.shardPrompts();
        for (int from = 0; from < prompts.size(); from += step) {
            List<Prompt> shard = prompts.subList(from, Math.min(prompts.size(), from + step));
            List<Group> before = answer(champion, 0, shard, seed, List.of());
            List<Group> groups = answer(challenger, 1, shard, seed, before);
            List<Verdict> verdicts = judge.judge(groups, context);
            for (int g = 0; g < groups.size(); g++) {
                witness.accept(new JudgedGroup(groups.get(g), verdicts.get(g)));
                outcomes.add(outcome(groups.get(g), verdicts.get(g)));
            }
            kl.addAll(logRatios(groups, 0, champion));
            klReverse.addAll(logRatios(groups, samples, challenger));
            progress.onPrompts(outcomes.size(), prompts.size());
        }
        return new Result(outcomes, kl, klReverse);
    }

    private List<Group> answer(LanguageModel model, int player, List<Prompt> prompts, long seed, List<Group> rivals) {
        List<List<Completion>> opponents = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            opponents.add(rivals.isEmpty() ? List.of() : rivals.get(p).completions());
        }
        // The player's number keys the random numbers, so the two draw independently.
        PolicyVersion version = new PolicyVersion(player, "", "", 0);
        WorkItem item = new WorkItem(new WorkId(Purpose.TEST, player, 0), seed, version, prompts, samples, opponents);
        return new PolicyGenerator(model, rollout).generate(item);
    }

    private TestOutcome outcome(Group group, Verdict verdict) {
        SortedMap<String, Double> readers = new TreeMap<>();
        verdict.readers().forEach((reader, matrix) -> readers.put(reader, winProbability(matrix)));
        return new TestOutcome(
                group.prompt(),
                group.completions().subList(samples, 2 * samples),
                group.completions().subList(0, samples),
                winProbability(verdict.preference()),
                readers);
    }

    private double winProbability(PreferenceMatrix matrix) {
        return matrix.winRate(samples, samples, 2 * samples);
    }

    /** @param first index in a group of the first answer by the player whose answers the other reads */
    private List<Double> logRatios(List<Group> groups, int first, LanguageModel other) {
        return LogRatios.of(
                groups.stream().map(group -> group.promptTokens().toArray()).toList(),
                groups.stream()
                        .map(group -> group.completions().subList(first, first + samples))
                        .toList(),
                other);
    }

    @Override
    public void close() {
        context.close();
        champion.close();
        challenger.close();
    }
}
