package dev.agon.policy.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes safetensors files, whole or not at all (see {@link AtomicFile}). The bytes are a pure function of the
 * arguments: the tensors lie in the order of the list, the header has no space but the padding that brings the data to
 * a multiple of 8 bytes.
 */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK_BYTES = 1 << 20;

    private SafetensorsWriter() {}

    /**
     * A file that was written.
     *
     * @param bytes its size
     * @param sha256 its digest, 64 lower-case hexadecimal digits
     */
    public record Written(long bytes, String sha256) {}

    /**
     * Writes a file without further metadata than {@code {"format": "pt"}}; see {@link #write(Path, List, DType,
     * SortedMap)}.
     */
    public static Written write(Path file, List<NamedTensor> tensors, DType dtype) {
        return write(file, tensors, dtype, new TreeMap<>());
    }

    /**
     * Writes a file.
     *
     * @param tensors what to write, in this order, each of fewer than 2^29 elements
     * @param dtype F32, or BF16, which rounds to nearest even
     * @param metadata free texts for the header beside {@code {"format": "pt"}}
     * @throws ModelException if the file cannot be written; the old one, if any, is untouched
     */
    public static Written write(Path file, List<NamedTensor> tensors, DType dtype, SortedMap<String, String> metadata) {
        return write(file, tensors, dtype, metadata, channel -> channel);
    }

    static Written write(
            Path file,
            List<NamedTensor> tensors,
            DType dtype,
            SortedMap<String, String> metadata,
            AtomicFile.Disk disk) {
        if (dtype != DType.F32 && dtype != DType.BF16) {
            throw new IllegalArgumentException("only F32 and BF16 are written, not " + dtype);
        }
        byte[] header = header(tensors, dtype, metadata);
        MessageDigest digest = Sha256.digest();
        long[] bytes = {0};
        AtomicFile.write(
                file,
                channel -> {
                    Output output = new Output(channel, digest, dtype);
                    output.put(ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length)
                            .flip());
                    output.put(ByteBuffer.wrap(header));
                    for (NamedTensor tensor : tensors) {
                        output.put(tensor);
                    }
                    bytes[0] = output.bytes;
                },
                disk);
        return new Written(bytes[0], Sha256.hex(digest));
    }

    private static byte[] header(List<NamedTensor> tensors, DType dtype, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject("__metadata__").put("format", "pt");
        metadata.forEach(texts::put);
        Set<String> names = new HashSet<>();
        long begin = 0;
        for (NamedTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " is given twice");
            }
            long end = begin + tensor.count() * dtype.bytes();
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", dtype.name());
            ArrayNode shape = entry.putArray("shape");
            for (long length : tensor.shape()) {
                shape.add(length);
            }
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        String json = header.toString();
        int unpadded = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-unpadded, Long.BYTES))).getBytes(StandardCharsets.UTF_8);
    }

    /** The file as a stream that counts and digests what passes and converts tensors chunk by chunk. */
    private static final class Output {
        private final WritableByteChannel channel;
        private final MessageDigest digest;
        private final DType dtype;
        private long bytes;

        Output(WritableByteChannel channel, MessageDigest digest, DType dtype) {
            this.channel = channel;
            this.digest = digest;
            this.dtype = dtype;
        }

        void put(ByteBuffer buffer) throws IOException {
            bytes += buffer.remaining();
            digest.update(buffer.duplicate());
            AtomicFile.writeFully(channel, buffer);
        }

        void put(NamedTensor tensor) throws IOException {
            ByteBuffer elements = tensor.elements();
            if (elements.remaining() != tensor.count() * Float.BYTES) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " gave " + elements.remaining()
                        + " bytes where its shape has " + tensor.count() + " fp32 elements");
            }
            if (dtype == DType.F32) {
                put(elements);
            } else {
                putAsBfloat16(elements.slice().order(ByteOrder.LITTLE_ENDIAN));
            }
        }

        private void putAsBfloat16(ByteBuffer elements) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (elements.hasRemaining()) {
                while (elements.hasRemaining() && chunk.hasRemaining()) {
                    chunk.putShort(HalfPrecision.toBfloat16(elements.getFloat()));
                }
                put(chunk.flip());
                chunk.clear();
            }
        }
    }
}
