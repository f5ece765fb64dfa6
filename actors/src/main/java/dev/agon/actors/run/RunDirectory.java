package dev.agon.actors.run;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunIdentity;
import dev.agon.policy.files.AtomicFile;
import dev.agon.policy.files.FileTree;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run, held by one process at a time.
 *
 * <pre>
 * config.resolved.conf   what was run
 * attempt-1/agon.log     logs, one directory each time the run was started or resumed
 * checkpoints/           Hugging Face directories
 * ledger/                every group, verdict and update
 * metrics.jsonl          one line an iteration
 * tensorboard/           the same for TensorBoard
 * report.html, result.json
 * </pre>
 */
public final class RunDirectory implements AutoCloseable {
    static final String CONFIG = "config.resolved.conf";
    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
    private static final String LOCK = ".lock";
    /** Longest wait for another node of the cluster to let go of a directory, and time between two attempts. */
    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofMillis(100);

    private final Path path;
    private final Path attempt;
    private final FileChannel lockFile;
    private final boolean resumed;
    private final boolean made;

    private RunDirectory(Path path, Path attempt, FileChannel lockFile, boolean resumed, boolean made) {
        this.path = path;
        this.attempt = attempt;
        this.lockFile = lockFile;
        this.resumed = resumed;
        this.made = made;
    }

    /** Whether a run was ever begun in a directory. */
    public static boolean holdsRun(Path directory) {
        return Files.isRegularFile(directory.resolve(CONFIG));
    }

    /** The configuration that a run directory was begun with. */
    public static Path configOf(Path directory) {
        return directory.resolve(CONFIG);
    }

    /**
     * Takes hold of a run's directory: makes it for a new run, checks it for a resumed one, and opens a new attempt.
     *
     * @param resume whether a run that stands there is continued
     * @throws ConfigurationException if a run stands there and {@code resume} is false, if it is another
     *     configuration's, or if another process works on it
     */
    public static RunDirectory open(Path directory, ResolvedConfig config, boolean resume) {
        return open(directory, config, resume, "");
    }

    /**
     * The same for a run of a cluster, which is continued or not. A node that kept the run before lets go of the
     * directory when it notices that its time is over; one that does not, because it is suspended, is waited for no
     * longer, since the ledger takes nothing from it any more.
     *
     * @param cluster its name
     */
    public static RunDirectory openForCluster(Path directory, ResolvedConfig config, String cluster) {
        return open(directory, config, true, "cluster " + cluster);
    }

    private static RunDirectory open(Path directory, ResolvedConfig config, boolean resume, String owner) {
        requireUsable(directory, config, resume);
        boolean resumed = holdsRun(directory);
        boolean made = !Files.exists(directory);
        try {
            Files.createDirectories(directory);
            FileChannel lockFile = lock(directory, owner);
            try {
                if (!resumed) {
                    AtomicFile.write(directory.resolve(CONFIG), config.render().getBytes(StandardCharsets.UTF_8));
                }
                return new RunDirectory(directory, new Attempts(directory).next(), lockFile, resumed, made);
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InputException(
                    "Run directory " + directory + " cannot be written: " + reason(e)
                            + "; choose another with --set agon.run.directory=DIR.",
                    e);
        }
    }

    /** The checks of {@link #open} that need no hold of the directory. */
    public static void requireUsable(Path directory, ResolvedConfig config, boolean resume) {
        if (!holdsRun(directory)) {
            return;
        }
        if (!resume) {
            throw new ConfigurationException("Run directory " + directory
                    + " already holds a run; continue it with --resume, or start another with --set"
                    + " agon.run.name=NEW.");
        }
        RunIdentity.of(config).requireSameAs(configOf(directory));
    }

    /** The file names the cluster that has it, whose nodes have it one after the other; nothing if it is no cluster. */
    private static FileChannel lock(Path directory, String owner) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long begun = System.nanoTime();
        while (!isLocked(channel)) {
            if (owner.isEmpty() || !Files.readString(file).equals(owner)) {
                channel.close();
                throw new ConfigurationException("Another process works in run directory " + directory
                        + "; wait for it or stop it, or start another run with --set agon.run.name=NEW.");
            } else if (System.nanoTime() - begun >= TAKEOVER.toNanos()) {
                LOG.warn("A node that kept the run before still holds {}; it is taken for suspended", directory);
                return channel;
            }
            pause();
        }
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(name), 0); // over the old name, so that the file never stands empty
        channel.truncate(name.length);
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + " " + e.getMessage();
    }

    /** Wall time of all attempts together; one that was killed ended with the last that it wrote. */
    public double wallSeconds(InstantSource clock) {
        try {
            return new Attempts(path).seconds(attempt, clock.instant());
        } catch (IOException | DateTimeParseException e) {
            throw new InputException("The attempts in " + path + " cannot be read: " + e, e);
        }
    }

    /** The directory itself. */
    public Path path() {
        return path;
    }

    /** Directory of this attempt's logs. */
    public Path attempt() {
        return attempt;
    }

    /** Whether this attempt continues an earlier one. */
    public boolean resumed() {
        return resumed;
    }

    /** Directory of the policies' Hugging Face directories. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Directory of the ledger. */
    public Path ledger() {
        return path.resolve("ledger");
    }

    /** Figures of each iteration, one JSON object a line. */
    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    /** Directory of TensorBoard's event files. */
    public Path tensorboard() {
        return path.resolve("tensorboard");
    }

    /** The report for people. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** The report for scripts. */
    public Path result() {
        return path.resolve("result.json");
    }

    /** Bytes of all files below the directory. */
    public static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /**
     * Deletes the directory of a run that was refused before it had begun, so that the corrected one finds its name
     * free; does nothing if the directory was there before.
     */
    public void withdraw() {
        if (!made) {
            return;
        }
        try {
            FileTree.delete(path);
        } catch (IOException e) {
            throw new InputException("Run directory " + path + " cannot be deleted: " + reason(e), e);
        }
    }

    /** Notes the end of the attempt and lets go of the directory. */
    @Override
    public void close() {
        try (lockFile) {
            if (Files.isDirectory(attempt)) { // a run that was withdrawn has none
                Attempts.end(attempt, Instant.now());
            }
        } catch (IOException e) {
            throw new InputException("Run directory " + path + " cannot be let go of: " + reason(e), e);
        }
    }
}
