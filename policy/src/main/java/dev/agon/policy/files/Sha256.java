package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files and bytes, as 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private static final int CHUNK_BYTES = 1 << 20;

    private Sha256() {}

    /**
     * The digest of a file's content.
     *
     * @throws ModelException if the file cannot be read
     */
    public static String ofFile(Path file) {
        return ofFiles(List.of(file));
    }

    /**
     * The digest of several files' contents, one after the other.
     *
     * @throws ModelException if one of them cannot be read
     */
    public static String ofFiles(List<Path> files) {
        MessageDigest digest = digest();
        files.forEach(file -> add(file, digest));
        return hex(digest);
    }

    private static void add(Path file, MessageDigest digest) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read (" + e + "); check that it exists and is readable.", e);
        }
    }

    /** The digest of bytes. */
    public static String of(byte[] bytes) {
        MessageDigest digest = digest();
        digest.update(bytes);
        return hex(digest);
    }

    /** A digest of bytes that are still to come; {@link #hex} ends it. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of all bytes so far; it begins anew. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
