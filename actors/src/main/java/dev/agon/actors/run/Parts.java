package dev.agon.actors.run;

import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunIdentity;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.coordinator.Guests;
import dev.agon.actors.coordinator.Schedule;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.env.judge.Judge;
import dev.agon.env.task.Task;
import dev.agon.learner.Algorithm;
import dev.agon.learner.Algorithm.Written;
import dev.agon.learner.Learner;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a run's configuration names, made and checked; no data and no weights are read for it.
 *
 * @param digest of what the result depends on
 * @param run which run
 * @param model the start
 * @param task where prompts come from
 * @param judge who compares answers
 * @param judgeWorkers judges of a node
 * @param rollout how answers are drawn
 * @param algorithm what is learned from verdicts
 * @param learner how steps are taken
 * @param evaluation how policies are measured
 * @param schedule which version answers the prompts of an iteration
 * @param keepCheckpoints newest checkpoints that stay on the disk
 * @param ledger where the run's history is kept
 */
public record Parts(
        String digest,
        RunSettings run,
        ModelSettings model,
        Task task,
        Judge judge,
        int judgeWorkers,
        RolloutSettings rollout,
        Algorithm algorithm,
        Learner learner,
        EvaluationSettings evaluation,
        Schedule schedule,
        int keepCheckpoints,
        LedgerSettings ledger) {
    private static final int MANY = 1_000_000;
    private static final int MOST_WORKERS = 1024;

    /**
     * Makes all parts.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if a value is wrong
     */
    public static Parts of(ResolvedConfig config) {
        EvaluationSettings evaluation = EvaluationSettings.of(config.settings("agon.evaluation"));
        return new Parts(
                RunIdentity.of(config).digest(),
                RunSettings.of(config.settings("agon.run")),
                ModelSettings.of(config.settings("agon.model")),
                config.settings("agon.task").chosen().create(Task.class),
                config.settings("agon.judge").chosen().create(Judge.class),
                config.settings("agon.judge").integer("workers", 1, MOST_WORKERS),
                RolloutSettings.of(config.settings("agon.rollout")),
                config.settings("agon.algorithm").chosen().create(Algorithm.class),
                new Learner(config.settings("agon.learner")),
                evaluation,
                Schedule.of(config.settings("agon").oneOf("schedule", Schedule.labels())),
                keep(config.settings("agon.checkpoint"), evaluation),
                config.ledger());
    }

    /** Answers that the moving average of the weights gives to each prompt that is learned from. */
    public int averages() {
        return algorithm.averageDecay().isPresent() ? rollout.samples() : 0;
    }

    /** Who answers beside the policy in training. */
    public Guests guests() {
        Algorithm.Queue queue = algorithm.queue();
        return new Guests(averages(), queue.opponents(), queue.iterations());
    }

    /** The same prompts with their written answers, where these are learned from. */
    List<Prompt> answered(List<Prompt> prompts) {
        return algorithm.written() == Written.NEVER
                ? prompts
                : prompts.stream()
                        .map(prompt -> task.answer(prompt).map(prompt::answered).orElse(prompt))
                        .toList();
    }

    /** The same run on a machine where the start lies elsewhere; the digest stays that of the configuration. */
    public Parts withStart(Path directory) {
        return new Parts(
                digest,
                run,
                model.at(directory),
                task,
                judge,
                judgeWorkers,
                rollout,
                algorithm,
                learner,
                evaluation,
                schedule,
                keepCheckpoints,
                ledger);
    }

    private static int keep(Settings settings, EvaluationSettings evaluation) {
        int keep = settings.integer("keep", 1, MANY);
        if (keep < 2 && evaluation.besideUpdate()) {
            throw settings.fault("keep", "is 1 but must be at least 2 while agon.evaluation.beside-update is on");
        }
        return keep;
    }

    /** Work of the final test as a share of an iteration's, for the time that is left; at most that of its prompts. */
    public double testShare() {
        double test = 2.0 * evaluation.testPrompts() * evaluation.testSamples();
        double iteration = (double) rollout.prompts() * rollout.samples();
        return 0.6 * test / iteration;
    }
}
