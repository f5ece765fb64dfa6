package dev.agon.learner.pretrain;

import dev.agon.policy.TrainableModel;
import dev.agon.policy.files.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of a pre-training, {@code step-000123}; only whole ones carry that name. */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final Pattern NAME = Pattern.compile("step-(\\d{6,})");

    private final Path directory;

    Checkpoints(Path directory) {
        this.directory = directory;
    }

    /** Steps of the newest checkpoint; 0 if there is none. */
    int newest() {
        return steps().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The directory of the checkpoint after so many steps. */
    Path at(int step) {
        return directory.resolve(String.format("step-%06d", step));
    }

    /** Writes a checkpoint and deletes all but the newest. */
    void save(TrainableModel model, int step) {
        if (Files.isDirectory(at(step))) {
            return;
        }
        model.save(at(step));
        try {
            for (int old : steps()) {
                if (steps().stream().filter(newer -> newer > old).count() >= KEPT) {
                    FileTree.delete(at(old));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Checkpoints older than " + at(step) + " could not be deleted", e);
        }
    }

    private List<Integer> steps() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> NAME.matcher(entry.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Integer.parseInt(name.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
