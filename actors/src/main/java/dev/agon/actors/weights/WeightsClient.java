package dev.agon.actors.weights;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
     * @param patience longest wait for the beginning of an answer
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
        HttpResponse<InputStream> response = send(access.request(holder.address(), "/weights/" + run + "/" + number));
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOT_FOUND) {
                return Optional.empty();
            } else if (response.statusCode() != OK) {
                throw new IOException("it answered " + response.statusCode());
            }
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
        HttpRequest.Builder request = access.request(
                        holder.address(), "/weights/" + run + "/" + number + "/" + file.name())
                .setHeader("If-Match", "\"" + file.sha256() + "\"");
        if (from > 0) {
            request.setHeader("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = send(request);
        boolean asAsked =
                from == 0 ? response.statusCode() == OK : response.statusCode() == PARTIAL && beginsAt(response, from);
        if (!asAsked) {
            response.body().close();
            throw new IOException(
                    "it answered " + response.statusCode() + " when asked for " + file.name() + " from byte " + from);
        }
        return response.body();
    }

    private static boolean beginsAt(HttpResponse<?> response, long from) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + from + "-"))
                .isPresent();
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
        try {
            return access.client().send(request.timeout(patience).build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
