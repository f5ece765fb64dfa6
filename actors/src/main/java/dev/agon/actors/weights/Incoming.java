package dev.agon.actors.weights;

import dev.agon.policy.files.Sha256;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which a version that comes from other nodes is put together, by one process at a time. A file's digest
 * is computed while it arrives; what an earlier process has left is read once and gone on from. Not thread-safe.
 */
final class Incoming implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 18;
    /** Connections in a row that bring nothing after which the holder is given up. */
    private static final int BARREN = 3;

    /** Gives the bytes of a file from a place on. */
    @FunctionalInterface
    interface Bytes {
        InputStream from(long place) throws IOException;
    }

    /** A holder that does not give what it promised; another one may. */
    static final class BrokenOff extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        BrokenOff(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final Path directory;
    private final FileChannel lockFile;
    private final UnaryOperator<WritableByteChannel> disk;

    private Incoming(Path directory, FileChannel lockFile, UnaryOperator<WritableByteChannel> disk) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.disk = disk;
    }

    /**
     * Takes hold of a directory, which is made if it does not exist; empty if another one is at work there.
     *
     * @param disk wraps what writes to the disk; tests put one here that is full
     * @throws InputException if the disk refuses
     */
    static Optional<Incoming> open(Path directory, UnaryOperator<WritableByteChannel> disk) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(lockOf(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return Optional.of(new Incoming(directory, channel, disk));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** Beside the directory, which moves to its place as it is. */
    private static Path lockOf(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".lock");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The directory itself. */
    Path directory() {
        return directory;
    }

    /**
     * Completes a file, through broken connections.
     *
     * @throws BrokenOff if the holder does not give it, or gives other bytes
     * @throws InputException if the disk refuses
     */
    void receive(Manifest.Entry entry, Bytes bytes) throws BrokenOff {
        Path file = directory.resolve(entry.name());
        MessageDigest digest = Sha256.digest();
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                WritableByteChannel out = disk.apply(channel)) {
            reread(channel, entry.bytes(), digest);
            fill(entry, bytes, channel, out, digest);
            String sha256 = Sha256.hex(digest);
            if (!sha256.equals(entry.sha256())) {
                channel.truncate(0);
                throw new BrokenOff(entry.name() + " has the SHA-256 " + sha256 + " and not " + entry.sha256(), null);
            }
        } catch (BrokenOff e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void reread(FileChannel channel, long bytes, MessageDigest digest) throws IOException {
        if (channel.size() > bytes) {
            channel.truncate(0);
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (channel.read(chunk) >= 0) {
            digest.update(chunk.flip());
            chunk.clear();
        }
    }

    private static void fill(
            Manifest.Entry entry, Bytes bytes, FileChannel channel, WritableByteChannel out, MessageDigest digest)
            throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int barren = 0;
        while (channel.position() < entry.bytes()) {
            long before = channel.position();
            Throwable failure = receiveSome(entry, bytes, chunk, channel, out, digest);
            barren = channel.position() > before ? 0 : barren + 1;
            if (barren == BARREN) {
                throw new BrokenOff("it broke off at byte " + before + " of " + entry.name(), failure);
            }
        }
    }

    /** Writes what one connection brings; returns why it ended before the last byte. */
    private static @Nullable Throwable receiveSome(
            Manifest.Entry entry,
            Bytes bytes,
            byte[] chunk,
            FileChannel channel,
            WritableByteChannel out,
            MessageDigest digest)
            throws IOException {
        long missing = entry.bytes() - channel.position();
        try (Wire wire = new Wire(bytes, channel.position())) {
            while (missing > 0) {
                int count = wire.read(chunk, (int) Math.min(chunk.length, missing));
                if (count < 0) {
                    return wire.failure();
                }
                digest.update(chunk, 0, count);
                ByteBuffer some = ByteBuffer.wrap(chunk, 0, count);
                while (some.hasRemaining()) {
                    out.write(some);
                }
                missing -= count;
            }
            return null;
        }
    }

    /** A connection whose failures are no failures of the disk. */
    private static final class Wire implements AutoCloseable {
        private @Nullable InputStream in;
        private @Nullable IOException failure;

        Wire(Bytes bytes, long from) {
            try {
                in = bytes.from(from);
            } catch (IOException e) {
                failure = e;
            }
        }

        /**
         * Fills the chunk, since small writes at odd places cost a file system several times as much; fewer bytes only
         * at the end, good or bad, and -1 if there are none.
         */
        int read(byte[] chunk, int most) {
            int count = 0;
            try {
                while (in != null && failure == null && count < most) {
                    int more = in.read(chunk, count, most - count);
                    if (more < 0) {
                        break;
                    }
                    count += more;
                }
            } catch (IOException e) {
                failure = e;
            }
            return count == 0 ? -1 : count;
        }

        @Nullable
        IOException failure() {
            return failure;
        }

        @Override
        public void close() {
            if (in != null) {
                try {
                    in.close();
                } catch (IOException e) {
                    failure = e; // what has arrived is written, and the rest is asked for again
                }
            }
        }
    }

    /** What has arrived stays, and is gone on from. */
    static InputException unwritable(Path place, IOException failure) {
        return new InputException(
                "The weights from another node cannot be written to " + place + " (" + failure.getMessage()
                        + "); make room there, or give this node another agon.cluster.runs, and continue with"
                        + " --resume.",
                failure);
    }

    @Override
    public void close() {
        try {
            lockFile.close(); // the file stays: another process may be waiting at it
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }
}
