package dev.agon.policy.decoder;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Waits that an interrupt does not cut short; it is passed on when they are over. Native code cannot be interrupted.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** A wait. */
    private interface Wait<T> {
        T end() throws InterruptedException, ExecutionException;
    }

    /** A task's result. */
    static <T> T get(Future<T> future) throws ExecutionException {
        return until(future::get);
    }

    /** Waits until a service that was shut down has ended its threads. */
    static void awaitTermination(ExecutorService service) {
        try {
            until(() -> service.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T until(Wait<T> wait) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.end();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
