package dev.agon.actors.cluster;

import dev.agon.actors.node.RunSetups;
import dev.agon.policy.decoder.EngineReport;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a node that is started again prepare for the job it was at while it still looks for its cluster. The job is read
 * from a file; if the cluster makes another one by now, what was prepared is never used. Thread-safe.
 */
final class HeadStart {
    private static final Logger LOG = LoggerFactory.getLogger(HeadStart.class);
    private static final int LINES = 3; // id, name, configuration

    private final Path file;

    /**
     * The head start of the node that listens here.
     *
     * @param directory of what the cluster itself remembers; other nodes may use it, too
     */
    HeadStart(Path directory, String host, int port) {
        this.file = directory.resolve("last-job-" + host.replace(':', '-') + "-" + port);
    }

    /**
     * Prepares what the last job needs, if there was one.
     *
     * @param executor where it does
     * @param computes whether the node's roles need the engine
     */
    void begin(RunSetups setups, Executor executor, boolean computes) {
        executor.execute(() -> last().ifPresent(job -> {
            var unused = setups.of(job);
            if (computes) {
                loadEngine();
            }
        }));
    }

    private static void loadEngine() {
        try {
            EngineReport.load();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("The engine cannot be loaded; whoever needs it will say so", e);
        }
    }

    /** The job to begin with after the next start. */
    void remember(Job job) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(written, job.id() + "\n" + job.name() + "\n" + job.config());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("The job is not remembered; a restart takes longer", e);
        }
    }

    private Optional<Job> last() {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            String[] parts = Files.readString(file).split("\n", LINES);
            return parts.length < LINES
                    ? Optional.empty()
                    : Optional.of(new Job(Integer.parseInt(parts[0]), parts[1], parts[2], JobState.RUNNING, ""));
        } catch (IOException | NumberFormatException e) {
            LOG.debug("The last job cannot be read", e);
            return Optional.empty();
        }
    }
}
