package dev.agon.actors.weights;

import dev.agon.policy.ModelException;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.AverageFile;
import dev.agon.policy.files.FileTree;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory {@code checkpoints/} of a run: {@code step-000123/} is the result of 123 updates, a Hugging Face
 * directory, or an adapter of the start, with the optimizer's state beside the weights. A checkpoint appears whole, by
 * a rename, and never changes.
 */
public final class Checkpoints {
    /** The weights file, whose digest names a version. */
    public static final String WEIGHTS = "model.safetensors";

    /** The names of which a checkpoint has one: all weights, or an adapter of the start's. */
    static final List<String> WEIGHTS_NAMES = List.of(WEIGHTS, AdapterDirectory.WEIGHTS);

    /** What the learner remembers of earlier steps, beside the weights of each version but the start. */
    public static final String OPTIMIZER = "optimizer.safetensors";

    /** What only a learner needs of a checkpoint: the optimizer's state, and a critic where there is one. */
    static final Set<String> OF_LEARNER = Set.of(OPTIMIZER, "value_head.safetensors");

    private static final String PREFIX = "step-";
    private static final String UNFINISHED = ".writing-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,9})");
    private static final Pattern UNFINISHED_NAME =
            Pattern.compile(Pattern.quote(UNFINISHED) + ".*" + PREFIX + "(\\d{1,9})");

    private static final String INCOMING = ".fetching-";
    private static final Pattern INCOMING_NAME =
            Pattern.compile(Pattern.quote(INCOMING) + ".*" + PREFIX + "(\\d{1,9})(?:\\.lock)?");

    /** Two learners, of which one has been replaced and does not know it, must not write into one directory. */
    private static final String WRITER =
            ManagementFactory.getRuntimeMXBean().getName().replaceAll("[^\\w.-]", "-") + "-";

    private final Path runDirectory;
    private final Path directory;
    private final Optional<Path> start;

    /** The checkpoints of this run directory; nothing is touched yet. */
    public Checkpoints(Path runDirectory) {
        this(runDirectory, Optional.empty());
    }

    /** The same on a node where the start lies elsewhere than where the coordinator has it. */
    public Checkpoints(Path runDirectory, Path start) {
        this(runDirectory, Optional.of(start));
    }

    private Checkpoints(Path runDirectory, Optional<Path> start) {
        this.runDirectory = runDirectory.toAbsolutePath().normalize();
        this.directory = this.runDirectory.resolve("checkpoints");
        this.start = start;
    }

    /** Where a version lies: its place below the run directory, or its absolute place. */
    public Path locate(PolicyVersion version) {
        return start.filter(place -> version.number() == 0).orElseGet(() -> runDirectory.resolve(version.place()));
    }

    /** Where the version of this number lies if it lies anywhere, with the optimizer's state or without. */
    Optional<Path> find(int number) {
        return (number == 0 ? start : Optional.of(place(number))).filter(Files::isDirectory);
    }

    private Path place(int number) {
        return directory.resolve(name(number));
    }

    private static String name(int number) {
        return PREFIX + String.format(Locale.ROOT, "%06d", number);
    }

    /**
     * Describes the weights in a directory outside the run's checkpoints as version 0. Weights in shards count as the
     * index followed by the shards that it names, in the order of their names.
     *
     * @throws InputException if there are none
     */
    public static PolicyVersion start(Path model) {
        Path place = model.toAbsolutePath().normalize();
        return describe(0, place.toString(), place);
    }

    /**
     * Publishes a checkpoint: has it written beside its place, synced, and renamed. An equal one that is there stays
     * untouched: it may be committed, and others may be reading it.
     *
     * @param number the version's number
     * @param writer fills the directory that it is given
     * @throws InputException if the disk refuses; earlier checkpoints stay as they are
     */
    public PolicyVersion publish(int number, Consumer<Path> writer) {
        Path unfinished = directory.resolve(UNFINISHED + WRITER + name(number));
        Path place = place(number);
        try {
            FileTree.delete(unfinished);
            Files.createDirectories(unfinished);
            writer.accept(unfinished);
            Sums.write(unfinished);
            sync(unfinished);
            if (holdsTheSame(place, unfinished)) {
                FileTree.delete(unfinished);
            } else {
                FileTree.delete(place);
                Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
                sync(directory);
            }
        } catch (IOException | ModelException e) {
            throw unwritable(place, unfinished, e);
        }
        return describe(number, runDirectory.relativize(place).toString(), place);
    }

    /** Frees the space of what was written, which is of no use, and says what to do. */
    private static InputException unwritable(Path place, Path unfinished, Exception failure) {
        try {
            FileTree.delete(unfinished);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new InputException(
                "The checkpoint " + place + " cannot be written (" + root.getMessage()
                        + "), but those before it are whole; make room there and continue with --resume.",
                failure);
    }

    /**
     * Whether the version's weights are there and have its digest, and their average, if the checkpoint was written
     * with one, has its own.
     */
    public boolean verify(PolicyVersion version) {
        Path place = locate(version);
        return ModelDirectory.weightFiles(place).stream().allMatch(Files::isReadable)
                && describe(version.number(), version.place(), place).equals(version)
                && (version.number() == 0 || hasItsOwn(place, AverageFile.NAME));
    }

    /**
     * Checks that a checkpoint can be trained on as if training had never stopped.
     *
     * @throws InputException if the optimizer's state is missing
     */
    public static void requireOptimizer(Path checkpoint) {
        if (!Files.isReadable(checkpoint.resolve(OPTIMIZER))) {
            throw new InputException(lacks(checkpoint, "lacks " + OPTIMIZER));
        }
    }

    private static String lacks(Path checkpoint, String how) {
        return "The checkpoint " + checkpoint + " " + how
                + ", without which the run would end with other weights; restore the file and continue with"
                + " --resume.";
    }

    /** Why a version that {@link #hasOptimizer} denies cannot be trained on. */
    String withoutOptimizer(PolicyVersion version) {
        Path place = locate(version);
        String name = OF_LEARNER.stream()
                .sorted()
                .filter(each -> !hasItsOwn(place, each))
                .findFirst()
                .orElse(OPTIMIZER);
        return lacks(
                place,
                Files.isReadable(place.resolve(name))
                        ? "has another " + name + " than its " + Sums.FILE + " says"
                        : "lacks " + name);
    }

    /**
     * Whether what only a learner needs is there and, where the checkpoint has a digest for it, has that digest. The
     * start needs none of it.
     */
    public boolean hasOptimizer(PolicyVersion version) {
        Path place = locate(version);
        return version.number() == 0
                || (Files.isReadable(place.resolve(OPTIMIZER))
                        && OF_LEARNER.stream().allMatch(name -> hasItsOwn(place, name)));
    }

    /** Whether a file that a checkpoint was written with is as it was then. */
    private static boolean hasItsOwn(Path place, String name) {
        try {
            String sum = Sums.read(place).get(name);
            Path file = place.resolve(name);
            return sum == null || (Files.isReadable(file) && sum.equals(Sha256.ofFile(file)));
        } catch (IOException | ModelException e) {
            return false;
        }
    }

    /** Where a version that comes from another node is put together; a restart finds what was there already. */
    Path incoming(PolicyVersion version) {
        return directory.resolve(INCOMING + version.sha256().substring(0, 12) + "-" + name(version.number()));
    }

    /**
     * Gives what was put together in {@link #incoming} its place: the whole directory, or, where the version's weights
     * are there already, the files that are missing.
     *
     * @throws IOException if the disk refuses
     */
    void adopt(PolicyVersion version, Path incoming) throws IOException {
        Path place = place(version.number());
        sync(incoming);
        if (Files.isDirectory(place) && verify(version)) {
            for (Path file : filesOf(incoming)) {
                Files.move(file, place.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            FileTree.delete(incoming);
            sync(place);
        } else {
            FileTree.delete(place);
            Files.move(incoming, place, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(directory);
    }

    private static boolean holdsTheSame(Path place, Path written) throws IOException {
        List<Path> files = filesOf(written);
        if (!Files.isDirectory(place) || filesOf(place).size() != files.size()) {
            return false;
        }
        for (Path file : files) {
            Path other = place.resolve(file.getFileName());
            if (!Files.isRegularFile(other) || Files.mismatch(file, other) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Deletes what learners that died have left unfinished, up to this number: the next one may be in work elsewhere.
     */
    public void discardUnfinished(int number) {
        deleteIf(UNFINISHED_NAME, step -> step <= number);
    }

    /** Deletes checkpoints before this number, those that were to come from another node among them. */
    public void discardBefore(int number) {
        deleteIf(NAME, step -> step < number);
        deleteIf(INCOMING_NAME, step -> step < number);
    }

    /** Numbers of the checkpoints on the disk, in order. */
    public List<Integer> numbers() {
        return entries().stream()
                .map(entry -> number(NAME, entry))
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .sorted()
                .toList();
    }

    private void deleteIf(Pattern kind, IntPredicate condition) {
        for (Path entry : entries()) {
            OptionalInt number = number(kind, entry);
            if (number.isPresent() && condition.test(number.getAsInt())) {
                try {
                    FileTree.delete(entry);
                } catch (IOException e) {
                    throw new InputException("The old checkpoint " + entry + " cannot be deleted: " + e, e);
                }
            }
        }
    }

    private static OptionalInt number(Pattern kind, Path entry) {
        Matcher name = kind.matcher(entry.getFileName().toString());
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    private List<Path> entries() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new InputException("The directory " + directory + " cannot be read: " + e, e);
        }
    }

    private static PolicyVersion describe(int number, String place, Path directory) {
        List<Path> files = ModelDirectory.weightFiles(directory);
        try {
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return new PolicyVersion(number, place, Sha256.ofFiles(files), bytes);
        } catch (IOException | ModelException e) {
            throw new InputException(
                    "The weights in " + directory + " cannot be read (" + e.getMessage()
                            + "); name a directory that holds a model.",
                    e);
        }
    }

    /** Makes a directory and the files in it durable. */
    static void sync(Path path) throws IOException {
        List<Path> all = new ArrayList<>(List.of(path));
        all.addAll(filesOf(path));
        for (Path each : all) {
            try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile).toList();
        }
    }
}
