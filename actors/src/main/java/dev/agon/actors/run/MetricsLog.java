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

/**
 * The figures of each iteration, as JSON lines and for TensorBoard. An iteration that is measured again, as after a
 * crash, replaces its earlier line, so the lines read as those of an unbroken run; TensorBoard's file is written anew
 * from the lines whenever a run is resumed.
 */
public final class MetricsLog implements Closeable {
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
        double begun = 0;
        for (String line : Files.readAllLines(lines)) {
            try {
                JsonNode node = JSON.readTree(line);
                if (node.has(STEP)) {
                    begun = kept.isEmpty() ? node.path(TIME).asDouble() : begun;
                    kept.put(node.get(STEP).asInt(), line);
                }
            } catch (JsonProcessingException e) {
                break; // the line that a crash cut off; its iteration is measured again
            }
        }
        return begun;
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
                String text = String.join("\n", kept.values()) + "\n";
                AtomicFile.write(lines, text.getBytes(StandardCharsets.UTF_8));
            } else {
                Files.write(lines, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            writeEvents(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeEvents(JsonNode node) throws IOException {
        SortedMap<String, Double> scalars = new TreeMap<>();
        node.properties().forEach(entry -> {
            if (!entry.getKey().equals(STEP) && !entry.getKey().equals(TIME)) {
                scalars.put(entry.getKey(), entry.getValue().asDouble());
            }
        });
        events.scalars(node.path(TIME).asDouble(), node.path(STEP).asLong(), scalars);
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
