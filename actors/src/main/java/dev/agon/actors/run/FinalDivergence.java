package dev.agon.actors.run;

import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.report.Divergence;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.Completion;
import dev.agon.protocol.summary.TestOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How far a run's result and its start are from each other, on the answers of both to the test prompts. */
public final class FinalDivergence {
    private final List<TestOutcome> outcomes;

    private FinalDivergence(List<TestOutcome> outcomes) {
        this.outcomes = outcomes;
    }

    /**
     * Has each model score the other's answers; opens and closes both.
     *
     * @param result where the result lies; if not on this machine, the reverse direction is not measured
     */
    public static Divergence measure(List<TestOutcome> outcomes, Path result, Parts run) {
        ModelSettings start = run.model();
        int threads = run.rollout().threads();
        FinalDivergence answers = new FinalDivergence(outcomes);
        List<Double> kl = answers.logRatios(
                TestOutcome::after,
                () -> DecoderModel.open(start.directory(), start.device(), threads, start.compute()));
        if (!Files.isDirectory(result)) {
            return Divergence.ofForward(kl, run.run().seed(), run.evaluation().confidence());
        }
        AdapterBase base = AdapterBase.of(
                ModelDirectory.open(start.directory()), start.directory().toString());
        List<Double> reverse = answers.logRatios(
                TestOutcome::before, () -> DecoderModel.open(result, base, start.device(), threads, start.compute()));
        return Divergence.of(kl, reverse, run.run().seed(), run.evaluation().confidence());
    }

    private List<Double> logRatios(Function<TestOutcome, List<Completion>> answers, Supplier<LanguageModel> other) {
        try (LanguageModel model = other.get()) {
            return LogRatios.of(
                    outcomes.stream()
                            .map(outcome -> model.tokenizer()
                                    .encodePrompt(outcome.prompt().text()))
                            .toList(),
                    outcomes.stream().map(answers).toList(),
                    model);
        }
    }
}
