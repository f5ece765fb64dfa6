package dev.agon.actors.run;

import dev.agon.actors.RunStopped;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM. The JVM answers them by running shutdown hooks and exiting with 130 or 143; the hook made here
 * asks the running command to stop and waits until it has, so that exit code and saved state are both right.
 */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Duration timeout;
    private final Thread hook;
    private volatile boolean requested;
    private @Nullable Runnable action;

    private StopSignal(Duration timeout) {
        this.timeout = timeout;
        this.hook = new Thread(this::stop, "stop-signal");
    }

    /** Listens from now on; the command has {@code timeout} to stop by itself. */
    public static StopSignal install(Duration timeout) {
        StopSignal signal = new StopSignal(timeout);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Whether a stop was asked for. */
    public boolean requested() {
        return requested;
    }

    /**
     * What this starts; a start that fails after a stop was asked for was stopped, since nothing can begin any more in
     * a process that ends.
     *
     * @throws RunStopped instead of such a failure
     */
    public <T> T start(Supplier<T> starting) {
        try {
            return starting.get();
        } catch (RuntimeException e) {
            throw requested ? new RunStopped() : e;
        }
    }

    /** Runs this once when a stop is asked for, or at once if it was already. */
    public void onRequest(Runnable stopping) {
        synchronized (this) {
            if (!requested) {
                action = stopping;
                return;
            }
        }
        stopping.run();
    }

    /** Asks for the stop and waits for the end of the command, as the hook does. */
    void stop() {
        Runnable stopping;
        synchronized (this) {
            requested = true;
            stopping = action;
        }
        if (stopping != null) {
            stopping.run();
        }
        try {
            if (!done.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("agon: what was running has not ended in time; it is done again on resume.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended, by itself or because it was asked to. */
    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // the JVM is going down already, and the hook sees that all is done
            }
        }
    }
}
