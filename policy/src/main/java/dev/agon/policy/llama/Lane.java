package dev.agon.policy.llama;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One of the threads that compute a gradient side by side: its own processor thread and its own running sum. Every
 * operation of a lane is single-threaded, so a result depends on the number of lanes, never on the number of cores.
 */
final class Lane implements AutoCloseable {
    private final ExecutorService thread;
    private final List<NDArray> gradients;

    Lane(int number, List<NDArray> gradients) {
        this.gradients = gradients;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(
                    () -> {
                        TorchDevice.prepareThread(1);
                        task.run();
                    },
                    "learner-lane-" + number);
            created.setDaemon(true);
            return created;
        });
    }

    /** The lane's sum of gradients, one a weight; the model's manager owns it. */
    List<NDArray> gradients() {
        return gradients;
    }

    /** Runs a task on the lane's thread. */
    <T> Future<T> submit(Callable<T> task) {
        return thread.submit(task);
    }

    /**
     * Waits until no lane works on any of these any more, then passes the first failure, if there is one, on as it is.
     */
    static void awaitAll(List<Future<?>> results) {
        Throwable first = null;
        for (Future<?> result : results) {
            try {
                Uninterrupted.get(result);
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            }
        }
        if (first instanceof RuntimeException failure) {
            throw failure;
        } else if (first instanceof Error failure) {
            throw failure;
        } else if (first != null) {
            throw new IllegalStateException(first);
        }
    }

    /** Ends the lane's thread, after what it computes now: native memory must not be freed under it. */
    @Override
    public void close() {
        thread.shutdownNow();
        Uninterrupted.awaitTermination(thread);
    }
}
