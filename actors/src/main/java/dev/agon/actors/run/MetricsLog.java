package dev.agon.actors.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.files.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of each iteration, as JSON lines and for TensorBoard. An iteration that is measured again, as after a
 * crash, replaces its earlier line, so the lines read as those of an unbroken run; TensorBoard's file is written anew
 * from the lines whenever a run is resumed.
 */
public final class MetricsLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STEP = "iteration";
    private static final String TIME = "time";

    private final Path lines;
    private final SortedMap<Integer, String> kept = new TreeMap<>();
    private final EventFile events;

    /**
     * @param lines the {@code metrics.jsonl}; what it holds is kept
     * @param tensorboard directory for event files; earlier ones are replaced
     */
    public MetricsLog(Path lines, Path tensorboard) {
        this.lines = lines;
        try {
            double begun = load();
            Files.createDirectories(tensorboard);
            deleteEvents(tensorboard);
            events = new EventFile(tensorboard.resolve("events.out.tfevents." + (long) begun + ".agon"), begun);
            for (String line : kept.values()) {
                writeEvents(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double load() throws IOException {
        if (!Files.exists(lines)) {
            return 0;
        }
        String text = Files.readString(lines);
        kept.putAll(whole(text));
        if (!text.equals(text())) {
            write();
        }
        return kept.isEmpty()
                ? 0
                : JSON.readTree(kept.get(kept.firstKey())).path(TIME).asDouble();
    }

    /** The lines by their iterations; one that a crash cut off is left out, for its figures are told again. */
    private static SortedMap<Integer, String> whole(String text) {
        SortedMap<Integer, String> whole = new TreeMap<>();
        text.lines().forEach(line -> {
            try {
                JsonNode node = JSON.readTree(line);
                if (node.has(STEP)) {
                    whole.put(node.get(STEP).asInt(), line);
                }
            } catch (JsonProcessingException e) {
                LOG.debug("A line of the metrics is cut off: {}", line, e);
            }
        });
        return whole;
    }

    private String text() {
        return kept.isEmpty() ? "" : String.join("\n", kept.values()) + "\n";
    }

    private void write() {
        AtomicFile.write(lines, text().getBytes(StandardCharsets.UTF_8));
    }

    /** The figures of each iteration so far; the map is the caller's own. */
    public SortedMap<Integer, SortedMap<String, Double>> figures() {
        return figures(kept);
    }

    /** The figures in a file that is left as it is; none if it does not exist. */
    public static SortedMap<Integer, SortedMap<String, Double>> read(Path lines) throws IOException {
        return Files.exists(lines) ? figures(whole(Files.readString(lines))) : new TreeMap<>();
    }

    private static SortedMap<Integer, SortedMap<String, Double>> figures(SortedMap<Integer, String> whole) {
        SortedMap<Integer, SortedMap<String, Double>> figures = new TreeMap<>();
        whole.forEach((iteration, line) -> {
            try {
                figures.put(iteration, scalars(JSON.readTree(line)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a whole line has been read before", e);
            }
        });
        return figures;
    }

    private static void deleteEvents(Path tensorboard) throws IOException {
        try (Stream<Path> files = Files.list(tensorboard)) {
            for (Path file : files.toList()) {
                if (String.valueOf(file.getFileName()).contains("tfevents")) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * Adds the figures of one iteration; those that are not finite are left out.
     *
     * @param wallSeconds time of the measurement, counted from 1970
     */
    public void add(int iteration, double wallSeconds, Map<String, Double> figures) {
        ObjectNode node = JSON.createObjectNode();
        node.put(STEP, iteration);
        node.put(TIME, wallSeconds);
        new TreeMap<>(figures).forEach((name, value) -> {
            if (Double.isFinite(value)) {
                node.put(name, value);
            }
        });
        try {
            String line = JSON.writeValueAsString(node);
            boolean again = !kept.tailMap(iteration).isEmpty();
            kept.put(iteration, line);
            if (again) {
                write();
            } else {
                Files.write(lines, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            writeEvents(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeEvents(JsonNode node) throws IOException {
        events.scalars(node.path(TIME).asDouble(), node.path(STEP).asLong(), scalars(node));
    }

    private static SortedMap<String, Double> scalars(JsonNode node) {
        SortedMap<String, Double> scalars = new TreeMap<>();
        node.properties().forEach(entry -> {
            if (!entry.getKey().equals(STEP) && !entry.getKey().equals(TIME)) {
                scalars.put(entry.getKey(), entry.getValue().asDouble());
            }
        });
        return scalars;
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
