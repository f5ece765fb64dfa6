package dev.agon.actors.jobs;

import dev.agon.actors.jobs.JobKeeper.Reporters;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.RunSetups;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsCommand.ReportProgress;
import dev.agon.protocol.message.RunPulse;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * Has what a job needs made by other threads, one job at a time, and tells the keeper of jobs. The outcome is kept
 * until the keeper has heard it, for its mailbox may lose a message while the ledger fails. Belongs to the keeper's
 * actor.
 */
final class Preparation {
    private final ActorContext<JobsCommand> context;
    private final RunSetups setups;
    private final Reporters reporters;
    private final Executor blocking;
    private int number;
    private Optional<Pending> pending = Optional.empty();

    /** What a job needs is there. */
    record Prepared(int number, int id, NodeSetup setup, RunReporter reporter) implements JobsCommand.Internal {}

    /** What a job needs cannot be had. */
    record NotPrepared(int number, int id, Throwable failure) implements JobsCommand.Internal {}

    private record Pending(int number, Job job, CompletionStage<Prepared> outcome) {}

    /** @param blocking where the setup is waited for and {@code reporters} may block */
    Preparation(ActorContext<JobsCommand> context, RunSetups setups, Reporters reporters, Executor blocking) {
        this.context = context;
        this.setups = setups;
        this.reporters = reporters;
        this.blocking = blocking;
    }

    /** Whether nothing is on its way. */
    boolean idle() {
        return pending.isEmpty();
    }

    /** Begins; the keeper will get a {@link Prepared} or a {@link NotPrepared}. */
    void begin(Job job) {
        int own = ++number;
        ActorRef<JobsCommand> keeper = context.getSelf();
        pending = Optional.of(new Pending(
                own, job, setups.of(job).thenApplyAsync(setup -> prepared(own, job, setup, keeper), blocking)));
        hear();
    }

    /** Has the keeper told of what is on its way; more than once does no harm. */
    void hear() {
        pending.ifPresent(each -> context.pipeToSelf(
                each.outcome(),
                (prepared, failure) -> failure == null
                        ? prepared
                        : new NotPrepared(each.number(), each.job().id(), cause(failure))));
    }

    /** Whether this is the outcome that was awaited, which it is once. */
    boolean ends(int outcome) {
        boolean awaited = pending.filter(each -> each.number() == outcome).isPresent();
        pending = awaited ? Optional.empty() : pending;
        return awaited;
    }

    /** Takes hold of ledger and directory; blocks. */
    private Prepared prepared(int own, Job job, NodeSetup setup, ActorRef<JobsCommand> keeper) {
        setup.ledger().prepare(message -> {
            keeper.tell(new ReportProgress(job.id(), message, RunPulse.NONE));
            return true;
        });
        return new Prepared(own, job.id(), setup, reporters.open(job, keeper::tell));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
