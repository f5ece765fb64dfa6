package dev.agon.actors.weights;

import dev.agon.policy.ModelException;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node gives to others: the published checkpoints and the start of the run that it takes part in, and nothing
 * else. A file is found by equality with a name in its version's manifest, so no path leads out of a version's
 * directory. Thread-safe.
 */
public final class Shelf {
    /**
     * A run's versions.
     *
     * @param name the run's name
     * @param start as this node has it; its place is a directory of this node
     */
    private record Run(String name, Checkpoints checkpoints, PolicyVersion start) {}

    private volatile Optional<Run> run = Optional.empty();
    private volatile Map<String, String> startSums = Map.of();

    /** From now on gives this run's versions. */
    public void put(String name, Checkpoints checkpoints, PolicyVersion start) {
        startSums = Map.of();
        run = Optional.of(new Run(name, checkpoints, start));
    }

    /**
     * What a version consists of here; empty if this node does not have it.
     *
     * @throws IOException if its files cannot be read
     */
    public Optional<Manifest> manifest(String name, int number) throws IOException {
        Optional<Run> shown = run.filter(current -> current.name().equals(name));
        Optional<Path> directory =
                shown.flatMap(current -> current.checkpoints().find(number));
        if (shown.isEmpty() || directory.isEmpty()) {
            return Optional.empty();
        }
        return number == 0
                ? Optional.of(start(shown.get().start(), directory.get()))
                : checkpoint(number, directory.get());
    }

    /** Where a file of a version lies; empty if the version has no such file here. */
    public Optional<Path> file(String name, int number, String file) throws IOException {
        return manifest(name, number).flatMap(manifest -> manifest.entry(file)).flatMap(entry -> run.flatMap(
                        shown -> shown.checkpoints().find(number))
                .map(directory -> directory.resolve(entry.name())));
    }

    private static Optional<Manifest> checkpoint(int number, Path directory) throws IOException {
        SortedMap<String, String> sums = Sums.read(directory);
        String name = Checkpoints.WEIGHTS_NAMES.stream()
                .filter(each -> sums.containsKey(each))
                .findFirst()
                .orElse(Checkpoints.WEIGHTS);
        String sha256 = sums.get(name);
        Path weights = directory.resolve(name);
        if (sha256 == null || !Files.isRegularFile(weights)) { // of before there were sums
            return Optional.empty();
        }
        SortedMap<String, String> all = new TreeMap<>(sums);
        all.put(Sums.FILE, Sha256.ofFile(directory.resolve(Sums.FILE)));
        return Optional.of(new Manifest(number, sha256, Files.size(weights), entries(directory, all)));
    }

    private Manifest start(PolicyVersion start, Path directory) throws IOException {
        if (startSums.isEmpty()) {
            try {
                startSums = Sums.of(ModelDirectory.files(directory));
            } catch (ModelException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return new Manifest(0, start.sha256(), start.bytes(), entries(directory, startSums));
    }

    private static List<Manifest.Entry> entries(Path directory, Map<String, String> sums) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, String> sum : sums.entrySet()) {
            Path file = directory.resolve(sum.getKey());
            if (Files.isRegularFile(file)) {
                entries.add(new Manifest.Entry(sum.getKey(), Files.size(file), sum.getValue()));
            }
        }
        return entries;
    }
}
