package dev.agon.actors.run;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes scalars in TensorBoard's format: TFRecord frames (length, its masked CRC-32C, data, its masked CRC-32C, all
 * little-endian) around {@code tensorflow.Event} messages, encoded here by their published field numbers.
 */
final class EventFile implements Closeable {
    // tensorflow.Event
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    // tensorflow.Summary and Summary.Value
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private final OutputStream out;

    /** Begins a file; TensorBoard expects "tfevents" in its name. */
    EventFile(Path file, double wallSeconds) throws IOException {
        out = Files.newOutputStream(file);
        write(version(wallSeconds));
    }

    /** Appends the scalars of one step; {@code wallSeconds} counts from 1970. */
    void scalars(double wallSeconds, long step, Map<String, Double> values) throws IOException {
        write(event(wallSeconds, step, values));
        out.flush();
    }

    private void write(byte[] event) throws IOException {
        out.write(frame(event));
    }

    static byte[] version(double wallSeconds) throws IOException {
        return message(event -> {
            event.writeDouble(WALL_TIME, wallSeconds);
            event.writeString(FILE_VERSION, "brain.Event:2");
        });
    }

    static byte[] event(double wallSeconds, long step, Map<String, Double> values) throws IOException {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                out.writeByteArray(VALUE, message(scalar -> {
                    scalar.writeString(TAG, value.getKey());
                    scalar.writeFloat(SIMPLE_VALUE, value.getValue().floatValue());
                }));
            }
        });
        return message(event -> {
            event.writeDouble(WALL_TIME, wallSeconds);
            event.writeInt64(STEP, step);
            event.writeByteArray(SUMMARY, summary);
        });
    }

    /** One TFRecord. */
    static byte[] frame(byte[] data) {
        ByteBuffer frame = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(data.length);
        frame.putInt(maskedCrc(frame.array(), 8));
        frame.put(data);
        frame.putInt(maskedCrc(data, data.length));
        return frame.array();
    }

    /** CRC-32C, rotated and shifted so that a CRC over data that holds CRCs stays sound. */
    static int maskedCrc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
    }

    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
