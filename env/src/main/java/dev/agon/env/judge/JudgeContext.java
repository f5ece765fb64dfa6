package dev.agon.env.judge;

import dev.agon.env.task.Task;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.SamplingOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What a judge may use beside the group it judges. A context belongs to one thread, because the models that it may hold
 * do; it opens a model when a judge first asks for it, and {@link #close} frees them all.
 */
public final class JudgeContext implements AutoCloseable {
    private final Task task;
    private final Path base;
    private final Function<Path, LanguageModel> opener;
    private final IntFunction<SamplingOptions> answers;
    private final Map<Path, LanguageModel> models = new LinkedHashMap<>();

    /**
     * @param task where the group's prompt comes from
     * @param base directory of the base model
     * @param opener loads the model of a directory, each at most once; the context closes it
     * @param answers how so many answers to each prompt are drawn where they are to be judged
     */
    public JudgeContext(
            Task task, Path base, Function<Path, LanguageModel> opener, IntFunction<SamplingOptions> answers) {
        this.task = task;
        this.base = base;
        this.opener = opener;
        this.answers = answers;
    }

    /** The task that the prompts come from. */
    public Task task() {
        return task;
    }

    /** The model that the run started from, whose weights never change; loaded by the first call. */
    public LanguageModel baseModel() {
        return frozen(base, () -> {});
    }

    /**
     * The model of a directory, whose weights never change; loaded by the first call.
     *
     * @param check is made before the model is loaded
     */
    public LanguageModel frozen(Path directory, Runnable check) {
        return models.computeIfAbsent(directory, place -> {
            check.run();
            return opener.apply(place);
        });
    }

    /** How to have a model answer as the policies do whose answers are judged. */
    public SamplingOptions answers(int samples) {
        return answers.apply(samples);
    }

    @Override
    public void close() {
        models.values().forEach(LanguageModel::close);
        models.clear();
    }
}
