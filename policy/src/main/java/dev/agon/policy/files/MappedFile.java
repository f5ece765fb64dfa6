package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A read-only memory-mapped file of any size, mapped in segments because one buffer holds at most 2 GiB. The mapping
 * outlives the name: a file that is deleted or replaced meanwhile is still read as it was when opened. It is released
 * when this object is collected, so nobody closes it.
 */
final class MappedFile {
    private static final long SEGMENT_BYTES = 1L << 30;

    private final Path path;
    private final long size;
    private final List<MappedByteBuffer> segments;

    private MappedFile(Path path, long size, List<MappedByteBuffer> segments) {
        this.path = path;
        this.size = size;
        this.segments = segments;
    }

    /**
     * Maps a file.
     *
     * @throws ModelException if it is missing or cannot be read
     */
    static MappedFile open(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            List<MappedByteBuffer> segments = new ArrayList<>();
            for (long start = 0; start < size; start += SEGMENT_BYTES) {
                segments.add(channel.map(MapMode.READ_ONLY, start, Math.min(SEGMENT_BYTES, size - start)));
            }
            return new MappedFile(path, size, segments);
        } catch (NoSuchFileException e) {
            throw new ModelException(path + " does not exist; give a file that does.", e);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read (" + e + "); check that it is a readable file.", e);
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Fills the rest of {@code target} with the file's bytes from {@code position} on. */
    void read(long position, ByteBuffer target) {
        long from = position;
        while (target.hasRemaining()) {
            MappedByteBuffer segment = segments.get((int) (from / SEGMENT_BYTES));
            int offset = (int) (from % SEGMENT_BYTES);
            int length = Math.min(target.remaining(), segment.capacity() - offset);
            target.put(segment.slice(offset, length));
            from += length;
        }
    }
}
