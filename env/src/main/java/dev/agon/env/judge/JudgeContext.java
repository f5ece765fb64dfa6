package dev.agon.env.judge;

import dev.agon.env.task.Task;
import dev.agon.policy.LanguageModel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a judge may use beside the group it judges. A context belongs to one thread, because the model that it may hold
 * does; it opens the model when a judge first asks for it, and {@link #close} frees it.
 */
public final class JudgeContext implements AutoCloseable {
    private final Task task;
    private final Supplier<LanguageModel> opener;
    private @Nullable LanguageModel baseModel;

    /**
     * @param task where the group's prompt comes from
     * @param opener loads the base model, at most once; the context closes it
     */
    public JudgeContext(Task task, Supplier<LanguageModel> opener) {
        this.task = task;
        this.opener = opener;
    }

    /** The task that the prompts come from. */
    public Task task() {
        return task;
    }

    /** The model that the run started from, whose weights never change; loaded by the first call. */
    public LanguageModel baseModel() {
        if (baseModel == null) {
            baseModel = opener.get();
        }
        return baseModel;
    }

    @Override
    public void close() {
        if (baseModel != null) {
            baseModel.close();
            baseModel = null;
        }
    }
}
