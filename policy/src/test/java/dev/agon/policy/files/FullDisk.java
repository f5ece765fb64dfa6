package dev.agon.policy.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel that fails as a full disk does once its capacity is used up. */
final class FullDisk implements WritableByteChannel {
    private final WritableByteChannel file;
    private long left;

    FullDisk(WritableByteChannel file, long capacity) {
        this.file = file;
        this.left = capacity;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (left == 0) {
            throw new IOException("No space left on device");
        }
        int length = (int) Math.min(left, bytes.remaining());
        int written = file.write(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + written);
        left -= written;
        return written;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
