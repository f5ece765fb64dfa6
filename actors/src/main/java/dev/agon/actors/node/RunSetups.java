package dev.agon.actors.node;

import dev.agon.protocol.job.Job;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Makes a node's setup of the running job once, whoever asks; reading data and weights takes seconds. Thread-safe. */
public final class RunSetups {
    private final Function<Job, NodeSetup> maker;
    private final Executor executor;
    private int id = -1;
    private CompletableFuture<NodeSetup> setup = new CompletableFuture<>();

    /**
     * @param maker makes a setup; may block
     * @param executor where it does
     */
    public RunSetups(Function<Job, NodeSetup> maker, Executor executor) {
        this.maker = maker;
        this.executor = executor;
    }

    /** The setup of this job; one that failed is made anew. */
    public synchronized CompletionStage<NodeSetup> of(Job job) {
        if (job.id() != id || setup.isCompletedExceptionally()) {
            id = job.id();
            setup = CompletableFuture.supplyAsync(() -> maker.apply(job), executor);
        }
        return setup.minimalCompletionStage();
    }
}
