package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A safetensors file: an 8-byte little-endian header length, a JSON header, then the tensors' bytes
 * (https://github.com/huggingface/safetensors, "Format"). Opening maps the file and checks the whole header; the
 * tensors' bytes are touched when they are read. Thread-safe; nothing needs closing.
 */
public final class SafetensorsReader {
    /** The format's own limit on the header. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    private final Map<String, TensorEntry> tensors;
    private final SortedMap<String, String> metadata;

    private SafetensorsReader(Map<String, TensorEntry> tensors, SortedMap<String, String> metadata) {
        this.tensors = tensors;
        this.metadata = metadata;
    }

    /**
     * Opens a file and checks that its header is sound and describes exactly the bytes that follow.
     *
     * @throws ModelException if the file is missing, cut off or malformed
     */
    public static SafetensorsReader open(Path path) {
        MappedFile file = MappedFile.open(path);
        if (file.size() < Long.BYTES) {
            throw broken(path, "has " + file.size() + " bytes, too few for a header; it is cut off");
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, prefix);
        long headerBytes = prefix.getLong(0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw broken(
                    path,
                    "claims a header of " + Long.toUnsignedString(headerBytes) + " bytes (2 to " + MAX_HEADER_BYTES
                            + " are possible); it is no safetensors file");
        }
        if (headerBytes > file.size() - Long.BYTES) {
            throw broken(
                    path,
                    "has " + file.size() + " bytes but its header alone takes " + (headerBytes + Long.BYTES)
                            + "; it is cut off");
        }
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        file.read(Long.BYTES, json);
        SafetensorsHeader header = SafetensorsHeader.parse(path, json.array(), file.size() - Long.BYTES - headerBytes);
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            long position = Long.BYTES + headerBytes + entry.begin();
            tensors.put(
                    entry.name(),
                    new TensorEntry(file, entry.name(), entry.dtype(), entry.shape(), position, entry.elements()));
        }
        return new SafetensorsReader(tensors, header.metadata());
    }

    /** The tensors in the order of their bytes in the file. */
    public List<TensorEntry> tensors() {
        return List.copyOf(tensors.values());
    }

    /** The tensor of this name, empty if the file has none. */
    public Optional<TensorEntry> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** The header's free texts by name. */
    public SortedMap<String, String> metadata() {
        return metadata;
    }

    static ModelException broken(Path path, String fault) {
        return new ModelException(path + " " + fault + "; fetch or write it again.");
    }
}
