package dev.agon.actors.run;

import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.judge.GroupJudge;
import dev.agon.actors.learner.UpdateFunction;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.env.judge.JudgeContext;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.decoder.TrainableDecoder;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Verdict;
import dev.agon.rollout.AdoptingGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Joins the parts of a run to what a node of the cluster needs. */
public final class Wiring {
    private final Parts parts;

    private Wiring(Parts parts) {
        this.parts = parts;
    }

    /** The setup of a run that has a ledger of its own. */
    public static NodeSetup setup(Parts parts, Path directory) {
        return setup(
                parts, directory, parts.ledger().open(directory, parts.run().name(), past(directory)));
    }

    /** The setup of a run whose history lies in this ledger. */
    public static NodeSetup setup(Parts parts, Path directory, LedgerDatabase ledger) {
        Wiring wiring = new Wiring(parts);
        return new NodeSetup(
                parts.run().name(),
                directory,
                ledger,
                wiring.plan(),
                parts.keepCheckpoints(),
                parts.rollout().workers(),
                parts.judgeWorkers(),
                () -> new AdoptingGenerator(
                        parts.rollout(),
                        parts.model().device(),
                        parts.model().directory(),
                        parts.model().compute()),
                wiring::judge,
                wiring::learner);
    }

    private static Past past(Path directory) {
        if (!RunDirectory.holdsRun(directory)) {
            return Past.NONE;
        }
        return new Checkpoints(directory).numbers().isEmpty() ? Past.UNKNOWN : Past.SOME;
    }

    private RunPlan plan() {
        return new RunPlan(
                parts.digest(),
                parts.run().seed(),
                Checkpoints.start(parts.model().directory()),
                parts.run().iterations(),
                parts.rollout().shardPrompts(),
                parts.rollout().samples(),
                parts.guests(),
                parts.evaluation().validationSamples(),
                parts.evaluation().testSamples(),
                parts.evaluation().besideUpdate(),
                parts.schedule(),
                parts.evaluation().confidence(),
                this::prompts);
    }

    private List<Prompt> prompts(Purpose purpose, int iteration) {
        Task task = parts.task();
        CounterRandom random = CounterRandom.of(parts.run().seed()).at("prompts");
        return switch (purpose) {
            case TRAIN ->
                parts.answered(task.trainingPrompts(iteration, parts.rollout().prompts(), random));
            case VALIDATE ->
                first(task.prompts(Split.VALIDATION), parts.evaluation().validationPrompts());
            case TEST -> first(task.prompts(Split.HELD_OUT), parts.evaluation().testPrompts());
        };
    }

    private static List<Prompt> first(List<Prompt> prompts, int count) {
        return prompts.subList(0, Math.min(count, prompts.size()));
    }

    private GroupJudge judge() {
        JudgeContext context =
                new JudgeContext(parts.task(), parts.model().directory(), this::open, parts.rollout()::answers);
        return new GroupJudge() {
            @Override
            public List<Verdict> judge(List<Group> groups) {
                return parts.judge().judge(groups, context);
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    private UpdateFunction learner() {
        DecoderModel start = DecoderModel.openForScoring(
                parts.model().directory(),
                parts.model().device(),
                parts.learner().options().threads(),
                parts.model().compute());
        return new PolicyUpdates(
                parts.learner(),
                parts.algorithm(),
                start,
                opening(start),
                parts.run().seed(),
                parts.task().probe());
    }

    private LanguageModel open(Path model) {
        return DecoderModel.open(
                model,
                parts.model().device(),
                parts.rollout().threads(),
                parts.model().compute());
    }

    /** All weights are trained, or an adapter over those of the start. */
    private Function<Path, TrainableModel> opening(DecoderModel start) {
        return parts.model()
                .adapter()
                .<Function<Path, TrainableModel>>map(lora -> new AdapterOpening(
                        start, parts.model(), lora, parts.run().seed()))
                .orElse(checkpoint -> TrainableDecoder.open(
                        checkpoint,
                        parts.model().device(),
                        parts.learner().options().threads(),
                        parts.model().compute()));
    }
}
