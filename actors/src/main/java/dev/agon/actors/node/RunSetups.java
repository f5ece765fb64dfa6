package dev.agon.actors.node;

import dev.agon.protocol.job.Job;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Makes a node's setup of the running job once, whoever asks; reading data and weights takes seconds. Thread-safe. */
public final class RunSetups {
    private final Function<Job, NodeSetup> maker;
    private final Executor executor;
    private Optional<Made> made = Optional.empty();

    private record Made(Job job, CompletableFuture<NodeSetup> setup) {
        /** Whether this is good for a job; a job of another cluster may have the same number. */
        boolean fits(Job other) {
            return job.id() == other.id()
                    && job.name().equals(other.name())
                    && job.config().equals(other.config())
                    && !setup.isCompletedExceptionally();
        }
    }

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
        Made current = made.filter(earlier -> earlier.fits(job))
                .orElseGet(() -> new Made(job, CompletableFuture.supplyAsync(() -> maker.apply(job), executor)));
        made = Optional.of(current);
        return current.setup().minimalCompletionStage();
    }
}
