package dev.agon.policy.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The checked content of a safetensors header. The header is read as a stream, one tensor's node at a time. */
final class SafetensorsHeader {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final String METADATA = "__metadata__";
    private static final int MAX_DIMENSIONS = 16;

    private final Path path;
    private final long dataBytes;
    private final List<Entry> entries = new ArrayList<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();

    private SafetensorsHeader(Path path, long dataBytes) {
        this.path = path;
        this.dataBytes = dataBytes;
    }

    /** Where a tensor lies: bytes {@code begin} to {@code end} (exclusive) after the header. */
    static final class Entry {
        private final String name;
        private final DType dtype;
        private final long[] shape;
        private final long begin;
        private final long end;

        Entry(String name, DType dtype, long[] shape, long begin, long end) {
            this.name = name;
            this.dtype = dtype;
            this.shape = shape;
            this.begin = begin;
            this.end = end;
        }

        String name() {
            return name;
        }

        DType dtype() {
            return dtype;
        }

        long[] shape() {
            return shape;
        }

        long begin() {
            return begin;
        }

        long elements() {
            return (end - begin) / dtype.bytes();
        }
    }

    /**
     * Reads and checks a header.
     *
     * @param dataBytes number of bytes that follow the header in the file; the tensors must cover them exactly
     */
    static SafetensorsHeader parse(Path path, byte[] json, long dataBytes) {
        SafetensorsHeader header = new SafetensorsHeader(path, dataBytes);
        try (JsonParser parser = JSON.createParser(json)) {
            header.readAll(parser);
        } catch (IOException e) {
            throw new ModelException(
                    path + " has a header that is not valid JSON (" + firstLine(e) + "); fetch or write it again.", e);
        }
        header.checkCoverage();
        return header;
    }

    /** The tensors in the order of their bytes. */
    List<Entry> entries() {
        return entries;
    }

    SortedMap<String, String> metadata() {
        return Collections.unmodifiableSortedMap(metadata);
    }

    private void readAll(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw broken("has a header that is no JSON object");
        }
        Set<String> names = new HashSet<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            JsonNode node = JSON.readTree(parser);
            if (!names.add(name)) {
                throw broken("names the tensor " + name + " twice");
            }
            if (name.equals(METADATA)) {
                readMetadata(node);
            } else {
                entries.add(entry(name, node));
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw broken("has a header that does not end with its JSON object");
        }
    }

    private void readMetadata(JsonNode node) {
        if (!node.isObject()) {
            throw broken("has " + METADATA + " that is no JSON object");
        }
        node.properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
    }

    private Entry entry(String name, JsonNode node) {
        String typeName = node.path("dtype").asText();
        DType dtype = DType.named(typeName)
                .orElseThrow(() -> new ModelException(path + ": tensor " + name + " has the type \"" + typeName
                        + "\", but only " + DType.known() + " are supported; convert the file."));
        long[] shape = wholeNumbers(name, "shape", node.path("shape"));
        long[] offsets = wholeNumbers(name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw broken("gives tensor " + name + " data_offsets that are no [begin, end]");
        }
        if (offsets[1] > dataBytes) {
            throw broken("ends tensor " + name + " at byte " + offsets[1] + " of its data but holds only " + dataBytes
                    + "; it is cut off");
        }
        if (offsets[1] - offsets[0] != bytes(name, dtype, shape)) {
            throw broken("gives tensor " + name + " " + (offsets[1] - offsets[0]) + " bytes, which do not fit its type "
                    + dtype + " and shape " + node.path("shape"));
        }
        return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private long bytes(String name, DType dtype, long[] shape) {
        try {
            long bytes = dtype.bytes();
            for (long length : shape) {
                bytes = Math.multiplyExact(bytes, length);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw broken("gives tensor " + name + " a shape with more elements than any file can hold");
        }
    }

    private long[] wholeNumbers(String name, String field, JsonNode node) {
        if (!node.isArray() || node.size() > MAX_DIMENSIONS) {
            throw broken("gives tensor " + name + " no usable " + field);
        }
        long[] numbers = new long[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = node.get(i);
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw broken("gives tensor " + name + " the " + field + " " + node
                        + ", which are not all whole numbers from 0 on");
            }
            numbers[i] = number.longValue();
        }
        return numbers;
    }

    /** The format forbids overlaps and holes: either could hide bytes that no reader sees. */
    private void checkCoverage() {
        entries.sort(Comparator.comparingLong((Entry entry) -> entry.begin)
                .thenComparingLong(entry -> entry.end)
                .thenComparing(Entry::name));
        long covered = 0;
        for (Entry entry : entries) {
            if (entry.begin != covered) {
                throw broken("places tensor " + entry.name + " at byte " + entry.begin + " of its data, which "
                        + (entry.begin < covered ? "overlaps the tensor before it" : "leaves a hole before it"));
            }
            covered = entry.end;
        }
        if (covered != dataBytes) {
            throw broken("holds " + dataBytes + " bytes of data but its tensors take " + covered);
        }
    }

    private ModelException broken(String fault) {
        return SafetensorsReader.broken(path, fault);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no detail");
    }
}
