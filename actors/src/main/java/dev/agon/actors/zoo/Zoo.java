package dev.agon.actors.zoo;

import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.run.HeadToHead;
import dev.agon.env.judge.Judge;
import dev.agon.env.judge.JudgeContext;
import dev.agon.env.task.Task;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.rollout.PolicyGenerator;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several models answer the same prompts, each by its own draws, and a judge compares all answers to a prompt. One
 * model is open at a time, twice each: to answer, and to score the answers of the others.
 */
public final class Zoo {
    private final List<Path> models;
    private final ModelSettings base;
    private final Task task;
    private final Judge judge;
    private final RolloutSettings rollout;
    private final int samples;

    /** Hears how far a stage is. */
    @FunctionalInterface
    public interface Progress {
        void onPrompts(String stage, int done, int total);
    }

    /**
     * @param models their directories, at least two
     * @param base the frozen model that judges may ask
     * @param samples answers of each model to each prompt
     * @throws dev.agon.protocol.InputException if they do not share a tokenizer
     */
    public Zoo(List<Path> models, ModelSettings base, Task task, Judge judge, RolloutSettings rollout, int samples) {
        models.forEach(model -> HeadToHead.requireSameTokenizer(model, models.get(0)));
        HeadToHead.requireSameTokenizer(base.directory(), models.get(0));
        this.models = List.copyOf(models);
        this.base = base;
        this.task = task;
        this.judge = judge;
        this.rollout = rollout;
        this.samples = samples;
    }

    /**
     * Has all prompts answered, judged and scored; a pure function of weights, prompts, settings and seed.
     *
     * @param witness is shown each judged group: the answers of the first model, then those of the second, and so on
     * @return a meeting a prompt, in their order
     */
    public List<Meeting> play(List<Prompt> prompts, long seed, Progress progress, Consumer<JudgedGroup> witness) {
        List<List<Group>> answers = new ArrayList<>(); // by model, then by prompt
        for (int player = 0; player < models.size(); player++) {
            answers.add(answers(player, prompts, seed, progress));
        }
        List<Verdict> verdicts = verdicts(answers, prompts.size(), progress, witness);
        double[][] logRatios = new double[prompts.size()][models.size() * models.size()];
        for (int scorer = 0; scorer < models.size(); scorer++) {
            score(scorer, answers, logRatios, progress);
        }
        List<Meeting> meetings = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            List<Double> row = new ArrayList<>();
            for (double logRatio : logRatios[p]) {
                row.add(logRatio);
            }
            meetings.add(new Meeting(verdicts.get(p).preference().ofTeams(samples), row));
        }
        return meetings;
    }

    private DecoderModel open(int player) {
        return DecoderModel.open(models.get(player), base.device(), rollout.threads(), base.compute());
    }

    private List<Group> answers(int player, List<Prompt> prompts, long seed, Progress progress) {
        List<Group> groups = new ArrayList<>();
        // The player's number keys the random numbers, so that all draw independently.
        PolicyVersion version = new PolicyVersion(player, "", "", 0);
        WorkId id = new WorkId(Purpose.TEST, player, 0);
        try (LanguageModel model = open(player)) {
            PolicyGenerator generator = new PolicyGenerator(model, rollout);
            for (List<Prompt> shard : shards(prompts)) {
                List<List<Completion>> nobody = Collections.nCopies(shard.size(), List.of());
                groups.addAll(generator.generate(new WorkItem(id, seed, version, shard, samples, nobody)));
                progress.onPrompts("model " + (player + 1) + " answers", groups.size(), prompts.size());
            }
        }
        return groups;
    }

    private List<Verdict> verdicts(
            List<List<Group>> answers, int prompts, Progress progress, Consumer<JudgedGroup> witness) {
        List<Group> together = new ArrayList<>();
        for (int p = 0; p < prompts; p++) {
            List<Completion> completions = new ArrayList<>();
            for (List<Group> ofModel : answers) {
                completions.addAll(ofModel.get(p).completions());
            }
            Group first = answers.get(0).get(p);
            together.add(new Group(first.prompt(), first.promptTokens(), completions));
        }
        List<Verdict> verdicts = new ArrayList<>();
        try (JudgeContext context = new JudgeContext(
                task,
                base.directory(),
                place -> DecoderModel.open(place, base.device(), rollout.threads(), base.compute()),
                rollout::answers)) {
            for (List<Group> shard : shards(together)) {
                List<Verdict> told = judge.judge(shard, context);
                for (int g = 0; g < shard.size(); g++) {
                    witness.accept(new JudgedGroup(shard.get(g), told.get(g)));
                }
                verdicts.addAll(told);
                progress.onPrompts("judging", verdicts.size(), prompts);
            }
        }
        return verdicts;
    }

    /** Fills the column of one model: what it thinks of the answers of all others. */
    private void score(int scorer, List<List<Group>> answers, double[][] logRatios, Progress progress) {
        try (LanguageModel model = open(scorer)) {
            for (int player = 0; player < models.size(); player++) {
                if (player != scorer) {
                    int p = 0;
                    for (List<Group> shard : shards(answers.get(player))) {
                        for (double logRatio : logRatios(shard, model)) {
                            logRatios[p++][player * models.size() + scorer] = logRatio;
                        }
                    }
                }
                progress.onPrompts("model " + (scorer + 1) + " scores", player + 1, models.size());
            }
        }
    }

    /** Mean log-ratio of each group's answers between who gave them and a model. */
    private double[] logRatios(List<Group> groups, LanguageModel model) {
        List<Sequence> sequences = new ArrayList<>();
        for (Group group : groups) {
            for (Completion completion : group.completions()) {
                sequences.add(new Sequence(
                        group.promptTokens().toArray(), completion.tokens().toArray()));
            }
        }
        List<float[]> scores = model.logProbs(sequences);
        double[] means = new double[groups.size()];
        for (int s = 0; s < scores.size(); s++) {
            double logRatio = groups.get(s / samples)
                    .completions()
                    .get(s % samples)
                    .logProbs()
                    .sum();
            for (float logProb : scores.get(s)) {
                logRatio -= logProb;
            }
            means[s / samples] += logRatio / samples;
        }
        return means;
    }

    /** In the units of work of a run, each of which is one batch. */
    private <T> List<List<T>> shards(List<T> all) {
        List<List<T>> shards = new ArrayList<>();
        for (int from = 0; from < all.size(); from += rollout.shardPrompts()) {
            shards.add(all.subList(from, Math.min(all.size(), from + rollout.shardPrompts())));
        }
        return shards;
    }
}
