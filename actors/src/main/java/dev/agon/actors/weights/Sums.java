package dev.agon.actors.weights;

import dev.agon.policy.files.AtomicFile;
import dev.agon.policy.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The file {@code SHA256SUMS} of a checkpoint: the digest of each other file, as it was written. The format is that of
 * coreutils' {@code sha256sum}, which therefore checks a checkpoint, too: {@code sha256sum -c SHA256SUMS}.
 */
final class Sums {
    static final String FILE = "SHA256SUMS";

    private static final String BETWEEN = "  ";
    private static final int DIGITS = 64;

    private Sums() {}

    /** Digests by name. */
    static SortedMap<String, String> of(List<Path> files) {
        SortedMap<String, String> sums = new TreeMap<>();
        files.forEach(file -> sums.put(file.getFileName().toString(), Sha256.ofFile(file)));
        return sums;
    }

    /** Writes the digests of a directory's files into it. */
    static void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        of(filesOf(directory))
                .forEach((name, sum) ->
                        text.append(sum).append(BETWEEN).append(name).append('\n'));
        AtomicFile.write(directory.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The digests by name; empty if the directory has none, as a checkpoint of before there were any. */
    static SortedMap<String, String> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.length() <= DIGITS + BETWEEN.length() || !line.startsWith(BETWEEN, DIGITS)) {
                throw new IOException(file + " has the line \"" + line + "\", which is no digest with a name");
            }
            sums.put(line.substring(DIGITS + BETWEEN.length()), line.substring(0, DIGITS));
        }
        return sums;
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
