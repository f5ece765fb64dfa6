package dev.agon.policy.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Processor threads that compute side by side. Every operation of a lane is single-threaded and lane i of n takes the
 * tasks i, i + n, i + 2n, ... in this order, so results may depend on the number of lanes, never on that of cores.
 */
final class Lanes implements AutoCloseable {
    private final List<ExecutorService> threads;

    /** So many lanes; their threads start with their first task. */
    Lanes(int number) {
        threads = IntStream.range(0, number).mapToObj(Lanes::start).toList();
    }

    private static ExecutorService start(int number) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(
                    () -> {
                        TorchDevice.prepareThread(1);
                        task.run();
                    },
                    "model-lane-" + number);
            created.setDaemon(true);
            return created;
        });
    }

    /** The number of lanes. */
    int size() {
        return threads.size();
    }

    /**
     * The results of all tasks, in their order. Waits until no lane works on any of them any more, then passes the
     * first failure, if there is one, on as it is.
     */
    <T> List<T> all(List<Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            futures.add(threads.get(i % threads.size()).submit(tasks.get(i)));
        }
        List<T> results = new ArrayList<>();
        Throwable first = null;
        for (Future<T> future : futures) {
            try {
                results.add(Uninterrupted.get(future));
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            }
        }
        passOn(first);
        return results;
    }

    private static void passOn(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Ends the threads, each after what it computes now: native memory must not be freed under it. */
    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
        threads.forEach(Uninterrupted::awaitTermination);
    }
}
