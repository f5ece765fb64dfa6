package dev.agon.actors.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a version consists of, as one node tells it to another.
 *
 * @param number the version's number
 * @param sha256 the version's digest, which the ledger holds
 * @param bytes of its weights
 * @param files all files that the teller has, in order
 */
public record Manifest(int number, String sha256, long bytes, List<Entry> files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final int MOST_FILES = 10_000;

    public Manifest {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param name in the version's directory, without any separator
     * @param bytes its size
     * @param sha256 of its content, in lower-case hex
     */
    public record Entry(String name, long bytes, String sha256) {}

    /** The file of this name. */
    public Optional<Entry> entry(String name) {
        return files.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** As JSON: {@code number}, {@code sha256}, {@code bytes}, {@code files} with {@code name, bytes, sha256}. */
    public String render() {
        ObjectNode json = JSON.createObjectNode()
                .put("number", number)
                .put("sha256", sha256)
                .put("bytes", bytes);
        ArrayNode list = json.putArray("files");
        files.forEach(file -> list.addObject()
                .put("name", file.name())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256()));
        return json.toString();
    }

    /**
     * Reads what {@link #render} wrote.
     *
     * @throws IOException if it is no manifest, or names anything but plain files beside each other
     */
    public static Manifest parse(String text) throws IOException {
        JsonNode json = JSON.readTree(text);
        List<Entry> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode file : json.path("files")) {
            Entry entry = new Entry(
                    file.path("name").asText(),
                    file.path("bytes").asLong(-1),
                    file.path("sha256").asText());
            if (!PLAIN_NAME.matcher(entry.name()).matches() || entry.bytes() < 0 || !isDigest(entry.sha256())) {
                throw new IOException("it names the file " + file);
            } else if (!names.add(entry.name()) || names.size() > MOST_FILES) {
                throw new IOException("it names " + entry.name() + " twice, or too many files");
            }
            files.add(entry);
        }
        Manifest manifest = new Manifest(
                json.path("number").asInt(-1),
                json.path("sha256").asText(),
                json.path("bytes").asLong(-1),
                files);
        if (manifest.number() < 0 || manifest.bytes() < 0 || !isDigest(manifest.sha256()) || files.isEmpty()) {
            throw new IOException("it is no list of a version's files");
        }
        return manifest;
    }

    private static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }
}
