package dev.agon.actors.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** A range of a file's bytes, read as fast as they are taken. Not thread-safe. */
final class FilePart {
    /** Bytes that are read at once: many enough that reading costs little, few enough for many readers. */
    private static final int CHUNK_BYTES = 1 << 18;

    private final FileChannel channel;
    private long missing;

    private FilePart(FileChannel channel, long bytes) {
        this.channel = channel;
        this.missing = bytes;
    }

    /** So many bytes from this one on; reads on the dispatcher for blocking work and fails if the file ends before. */
    static Source<ByteString, NotUsed> source(Path file, long from, long bytes) {
        return Source.unfoldResource(
                () -> new FilePart(
                        FileChannel.open(file, StandardOpenOption.READ).position(from), bytes),
                FilePart::next,
                part -> part.channel.close());
    }

    private Optional<ByteString> next() throws IOException {
        if (missing == 0) {
            return Optional.empty();
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, missing));
        while (chunk.hasRemaining()) {
            if (channel.read(chunk) < 0) {
                throw new EOFException("a file that is given to another node has become shorter");
            }
        }
        missing -= chunk.capacity();
        return Optional.of(ByteString.fromArrayUnsafe(chunk.array())); // nobody else writes to it
    }
}
