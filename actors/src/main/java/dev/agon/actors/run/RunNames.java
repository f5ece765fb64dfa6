package dev.agon.actors.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the name of a run that was given none: {@code quickstart}, then {@code quickstart-2} and so on. */
public final class RunNames {
    /** The value of {@code agon.run.name} that asks for a name. */
    public static final String AUTO = "auto";

    private static final String DEFAULT = "quickstart";

    private RunNames() {}

    /** The name that runs of a configuration file share: the file's own, or its directory's for a train.conf. */
    public static String base(@Nullable Path configFile) {
        if (configFile == null) {
            return DEFAULT;
        }
        Path absolute = configFile.toAbsolutePath().normalize();
        String name = String.valueOf(absolute.getFileName()).replaceFirst("\\.[^.]*$", "");
        Path parent = absolute.getParent();
        if (name.equals("train") && parent != null && parent.getFileName() != null) {
            return parent.getFileName().toString();
        }
        return name;
    }

    /** The first free name. */
    public static String next(Path directory, String base) {
        String name = base;
        for (int number = 2; RunDirectory.holdsRun(directory.resolve(name)); number++) {
            name = base + "-" + number;
        }
        return name;
    }

    /** The name of the run that was worked on last. */
    public static Optional<String> newest(Path directory, String base) {
        Pattern pattern = Pattern.compile(Pattern.quote(base) + "(-\\d+)?");
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> runs = entries.filter(RunDirectory::holdsRun)
                    .filter(entry ->
                            pattern.matcher(String.valueOf(entry.getFileName())).matches())
                    .sorted()
                    .toList();
            return runs.stream()
                    .max(Comparator.comparingLong(run -> run.toFile().lastModified()))
                    .map(run -> String.valueOf(run.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
