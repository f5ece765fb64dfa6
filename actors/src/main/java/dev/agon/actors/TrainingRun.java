package dev.agon.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.node.Guardian;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.Role;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.RunDone;
import dev.agon.protocol.message.RunProgress.RunFailed;
import dev.agon.protocol.summary.RunSummary;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.remote.RemoteTransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training run in this JVM: a cluster of one node that has every role, on the same code path as a cluster of many.
 *
 * <p>Starting a run whose ledger exists resumes it. A run that is done already ends at once with its summary.
 */
public final class TrainingRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

    private final CompletableFuture<RunSummary> outcome = new CompletableFuture<>();
    private final CompletableFuture<RunSummary> finished = new CompletableFuture<>();
    private final Consumer<RunProgress> listener;
    private final ActorSystem<Guardian.Command> system;

    private TrainingRun(NodeSetup setup, Consumer<RunProgress> listener, Config config) {
        this.listener = listener;
        this.system = system(setup, config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        var unused = outcome.whenComplete((summary, failure) -> system.tell(Guardian.Command.STOP));
        Duration timeout = ActorSettings.of(system).formTimeout();
        var timer = system.scheduler().scheduleOnce(timeout, () -> requireFormed(timeout), system.executionContext());
        system.getWhenTerminated().whenComplete((done, failure) -> {
            timer.cancel();
            end();
        });
    }

    /**
     * Starts or resumes a run.
     *
     * @param listener hears of the run's progress; called on an actor's thread, so it must return at once
     * @throws dev.agon.protocol.settings.ConfigurationException if the ledger's database refuses the run
     * @throws dev.agon.protocol.InputException if the ledger cannot be opened
     * @throws ClusterException if the ledger's database does not answer, or the node cannot listen; if it finds no
     *     cluster, {@link #finished} fails with it
     */
    public static TrainingRun start(NodeSetup setup, Consumer<RunProgress> listener) {
        return start(setup, listener, () -> false);
    }

    /**
     * As {@link #start(NodeSetup, Consumer)}.
     *
     * @param stopping whether to wait no longer for a ledger that does not answer
     * @throws RunStopped if the wait was ended so
     */
    public static TrainingRun start(NodeSetup setup, Consumer<RunProgress> listener, BooleanSupplier stopping) {
        return start(setup, listener, stopping, ConfigFactory.empty());
    }

    /** As the others, with these settings of the actor system over those of the program. */
    static TrainingRun start(NodeSetup setup, Consumer<RunProgress> listener, BooleanSupplier stopping, Config over) {
        LedgerDatabase ledger = setup.ledger();
        try {
            ledger.prepare(message -> {
                listener.accept(new LedgerAwaited(message));
                return !stopping.getAsBoolean();
            });
        } catch (CancellationException e) {
            throw new RunStopped();
        }
        Config config = over.withFallback(
                        ConfigFactory.parseMap(Map.of("pekko.cluster.roles", Role.labels()), "roles of this node"))
                .withFallback(ledger.pekkoConfig())
                .withFallback(ConfigFactory.parseResources("pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        return new TrainingRun(setup, listener, config);
    }

    private ActorSystem<Guardian.Command> system(NodeSetup setup, Config config) {
        try {
            return ActorSystem.create(Guardian.create(setup, this::onProgress), "agon", config);
        } catch (RemoteTransportException e) {
            throw new ClusterException(
                    "The cluster could not form: this node cannot listen at "
                            + config.getString("pekko.remote.artery.canonical.hostname") + " (" + e.getMessage()
                            + "); see that the loopback interface is up, then continue with --resume.",
                    e);
        }
    }

    /** A node that waits for a cluster would wait for ever. */
    private void requireFormed(Duration timeout) {
        MemberStatus status = Cluster.get(system).selfMember().status();
        if (!status.equals(MemberStatus.up())) {
            outcome.completeExceptionally(new ClusterException("The cluster could not form: after "
                    + timeout.toMillis() / 1e3 + " s this node is still " + status
                    + "; see the newest agon.log of the run for the reason, then continue with --resume."));
        }
    }

    /**
     * The end of the run, once everything is stopped and the ledger is closed: the summary, or the failure that ended
     * it as the exception that its kind stands for, or {@link ClusterException}, or {@link RunStopped}.
     */
    public CompletionStage<RunSummary> finished() {
        return finished.minimalCompletionStage();
    }

    /** Stops the run; what is acknowledged is safe, work in progress is done again on resume. */
    public void stop() {
        outcome.completeExceptionally(new RunStopped());
    }

    private void onProgress(RunProgress progress) {
        if (outcome.isDone()) {
            return;
        }
        try {
            listener.accept(progress);
        } catch (RuntimeException e) {
            LOG.warn("The listener of the run's progress failed", e);
        }
        if (progress instanceof RunDone done) {
            outcome.complete(done.summary());
        } else if (progress instanceof RunFailed failed) {
            outcome.completeExceptionally(Failures.exception(failed.failure()));
        }
    }

    private void end() {
        outcome.completeExceptionally(new ClusterException("This node has lost its cluster and ended; see the"
                + " newest agon.log of the run for the reason, then continue with --resume."));
        var unused = outcome.whenComplete((summary, failure) -> {
            if (failure == null) {
                finished.complete(summary);
            } else {
                finished.completeExceptionally(failure);
            }
        });
    }
}
