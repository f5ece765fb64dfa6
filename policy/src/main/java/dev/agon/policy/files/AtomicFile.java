package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files so that a crash at any moment leaves either the old content or the new one under the name, never a part:
 * the content goes to {@code <name>.partial} in the same directory, is synced, takes the name by a rename, and the
 * directory is synced. If writing fails, for instance because the disk is full, the old file stays and the part is
 * removed; a part left by a crash is overwritten by the next attempt.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".partial";

    private AtomicFile() {}

    /** What to write. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole content; the channel is closed by the caller. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** Wraps the channel to the temporary file; tests put a disk that fills up here. */
    @FunctionalInterface
    interface Disk {
        WritableByteChannel over(WritableByteChannel file);
    }

    /**
     * Writes a file.
     *
     * @throws ModelException if it cannot be written; the old file, if any, is untouched
     */
    public static void write(Path file, Content content) {
        write(file, content, channel -> channel);
    }

    /** Writes a file of these bytes; as {@link #write(Path, Content)}. */
    public static void write(Path file, byte[] bytes) {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    static void write(Path file, Content content, Disk disk) {
        Path partial = partialOf(file);
        try {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                content.writeTo(disk.over(channel));
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(file);
        } catch (IOException e) {
            deleteAfter(partial, e);
            throw unwritable(file, e);
        } catch (RuntimeException e) {
            deleteAfter(partial, e);
            throw e;
        }
    }

    /** The temporary name of a file or directory: beside it, so that a rename moves no bytes. */
    static Path partialOf(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /** Makes the names in {@code file}'s directory durable. */
    static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Writes all that remains of a buffer. */
    static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static ModelException unwritable(Path file, IOException cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new ModelException(
                file + " could not be written (" + reason
                        + "); what stood there before is untouched: free disk space or choose a writable directory.",
                cause);
    }

    private static void deleteAfter(Path partial, Exception failure) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
