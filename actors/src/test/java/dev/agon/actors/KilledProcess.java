package dev.agon.actors;

import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.actors.ledger.PostgresServer;
import dev.agon.actors.weights.Checkpoints;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that plays a {@link FakeRun} and dies, without a last word, at the moment that it is told. */
public final class KilledProcess {
    private KilledProcess() {}

    /**
     * Arguments: the model, the run directory, progress messages to live for; where the ledger is in PostgreSQL also
     * the server's port and the run's name.
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[2]));
        LedgerDatabase ledger = arguments.length > 3
                ? PostgresServer.ledger(Integer.parseInt(arguments[3]), arguments[4], Past.UNKNOWN, "10m")
                : FakeRun.ledger(directory);
        RunPlan plan = FakeRun.plan(Checkpoints.start(Path.of(arguments[0])), 4, true);
        TrainingRun.start(FakeRun.setup(directory, ledger, plan, 2), progress -> die(left))
                .finished()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
    }

    private static void die(AtomicInteger left) {
        if (left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(9); // no hooks, no closing of files: what a kill -9 leaves behind
        }
    }
}
