package dev.agon.actors.cli;

import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.env.task.Task;
import dev.agon.learner.Algorithm;
import dev.agon.learner.LearnerOptions;
import dev.agon.rollout.RolloutSettings;

/**
 * Everything that a run's configuration names, made and checked.
 *
 * @param run which run
 * @param model the start
 * @param task where prompts come from
 * @param rollout how answers are drawn
 * @param algorithm what is learned from verdicts
 * @param learner how steps are taken
 * @param evaluation how policies are measured
 */
record Parts(
        RunSettings run,
        ModelSettings model,
        Task task,
        RolloutSettings rollout,
        Algorithm algorithm,
        LearnerOptions learner,
        EvaluationSettings evaluation) {
    static Parts of(ResolvedConfig config) {
        return new Parts(
                RunSettings.of(config.settings("agon.run")),
                ModelSettings.of(config.settings("agon.model")),
                config.settings("agon.task").chosen().create(Task.class),
                RolloutSettings.of(config.settings("agon.rollout")),
                config.settings("agon.algorithm").chosen().create(Algorithm.class),
                LearnerOptions.of(config.settings("agon.learner")),
                EvaluationSettings.of(config.settings("agon.evaluation")));
    }
}
