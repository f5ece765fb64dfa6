package dev.agon.actors.run;

import dev.agon.env.judge.JudgeContext;
import dev.agon.env.task.Split;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sequence;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.protocol.Group;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.rollout.PolicyGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a run will take, from one unit of work that is answered, judged and scored on this machine now.
 *
 * @param time of the whole run
 */
public record Estimate(Duration time) {
    /** A training step costs about this many scorings of the same tokens: forward, and backward for two. */
    private static final double STEP_COST = 3;

    /** Measures one unit of work. */
    public static Estimate measure(Parts parts, Preflight preflight) {
        List<Prompt> prompts = parts.task().prompts(Split.SELF_PLAY);
        List<Prompt> shard = prompts.subList(0, Math.min(parts.rollout().shardPrompts(), prompts.size()));
        Cost cost = costAnAnswer(parts, shard);
        double scored = parts.rollout().samples()
                * (double) parts.rollout().prompts()
                * parts.run().iterations();
        double validated = (parts.run().iterations() + 1.0)
                * preflight.validation()
                * parts.evaluation().validationSamples();
        double tested = 2.0 * preflight.test() * parts.evaluation().testSamples();
        Duration time = Duration.ofSeconds(Math.round(cost.seconds(scored, validated + tested)));
        return new Estimate(time);
    }

    /**
     * Seconds that an answer costs this machine, all its workers together.
     *
     * @param made to sample and judge it
     * @param learned to learn from it
     */
    record Cost(double made, double learned) {
        /** Seconds for answers that are learned from and for answers that are only measured. */
        double seconds(double training, double measuring) {
            return made * (training + measuring) + learned * training;
        }
    }

    private static Cost costAnAnswer(Parts parts, List<Prompt> shard) {
        try (LanguageModel model = open(parts.model().directory(), parts);
                JudgeContext context = new JudgeContext(
                        parts.task(),
                        parts.model().directory(),
                        place -> open(place, parts),
                        parts.rollout()::answers)) {
            WorkItem item = new WorkItem(
                    new WorkId(Purpose.TRAIN, 0, 0),
                    parts.run().seed(),
                    new PolicyVersion(0, "", "", 0),
                    parts.answered(shard),
                    parts.rollout().samples(),
                    parts.averages(),
                    Collections.nCopies(shard.size(), List.of()));
            PolicyGenerator generator = new PolicyGenerator(model, Optional.of(model), parts.rollout());
            List<Group> groups = generator.generate(item); // the first call compiles
            parts.judge().judge(groups.subList(0, 1), context);
            long begun = System.nanoTime();
            groups = generator.generate(item);
            double generated =
                    (System.nanoTime() - begun) * 1e-9 / parts.rollout().workers();
            begun = System.nanoTime();
            parts.judge().judge(groups, context);
            double judged = (System.nanoTime() - begun) * 1e-9 / parts.judgeWorkers();
            double learned = STEP_COST
                    * secondsToScore(model, groups)
                    / parts.learner().options().threads();
            double answers = shard.size() * (double) parts.rollout().samples();
            return new Cost(
                    (generated + judged) / answers,
                    learned * parts.learner().options().epochs() / answers);
        }
    }

    private static double secondsToScore(LanguageModel model, List<Group> groups) {
        List<Sequence> sequences = new ArrayList<>();
        for (Group group : groups) {
            group.completions()
                    .forEach(completion -> sequences.add(new Sequence(
                            group.promptTokens().toArray(), completion.tokens().toArray())));
        }
        long begun = System.nanoTime();
        model.logProbs(sequences);
        return (System.nanoTime() - begun) * 1e-9;
    }

    private static LanguageModel open(Path directory, Parts parts) {
        return DecoderModel.open(
                directory,
                parts.model().device(),
                parts.rollout().threads(),
                parts.model().compute());
    }
}
