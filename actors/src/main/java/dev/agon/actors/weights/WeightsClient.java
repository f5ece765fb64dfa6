package dev.agon.actors.weights;

import dev.agon.actors.security.HttpAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks other nodes for what they have on their {@link Shelf}. Blocks; thread-safe. */
public final class WeightsClient {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final HttpAccess access;
    private final String run;
    private final Duration patience;

    /**
     * @param run the run's name
     * @param patience longest wait for each part of an answer
     */
    public WeightsClient(HttpAccess access, String run, Duration patience) {
        this.access = access;
        this.run = run;
        this.patience = patience;
    }

    /**
     * What a version consists of at a holder; empty if the holder does not have it.
     *
     * @throws IOException if the holder does not answer, or answers nonsense
     */
    Optional<Manifest> manifest(Holder holder, int number) throws IOException {
        HttpURLConnection answer = request(holder, "/weights/" + run + "/" + number);
        int status = answer.getResponseCode();
        if (status == NOT_FOUND) {
            answer.disconnect();
            return Optional.empty();
        } else if (status != OK) {
            answer.disconnect();
            throw new IOException("it answered " + status);
        }
        try (InputStream body = answer.getInputStream()) {
            byte[] text = body.readNBytes(LARGEST_MANIFEST);
            return Optional.of(Manifest.parse(new String(text, StandardCharsets.UTF_8)));
        }
    }

    /**
     * The content of a file from this byte on; the caller closes it.
     *
     * @throws IOException if the holder does not give it, has other bytes under this name, or begins elsewhere
     */
    InputStream open(Holder holder, int number, Manifest.Entry file, long from) throws IOException {
        HttpURLConnection answer = request(holder, "/weights/" + run + "/" + number + "/" + file.name());
        answer.setRequestProperty("If-Match", "\"" + file.sha256() + "\"");
        if (from > 0) {
            answer.setRequestProperty("Range", "bytes=" + from + "-");
        }
        int status = answer.getResponseCode();
        boolean asAsked = from == 0 ? status == OK : status == PARTIAL && beginsAt(answer, from);
        if (!asAsked) {
            answer.disconnect();
            throw new IOException("it answered " + status + " when asked for " + file.name() + " from byte " + from);
        }
        return answer.getInputStream();
    }

    private static boolean beginsAt(HttpURLConnection answer, long from) {
        String range = answer.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + from + "-");
    }

    private HttpURLConnection request(Holder holder, String path) throws IOException {
        try {
            return access.request(holder.address(), path, patience);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
