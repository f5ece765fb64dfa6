package dev.agon.actors.security;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * How the HTTP ports of a cluster's nodes are reached. The JDK's older client, since it reads weights into the caller's
 * array as they come; java.net.http hands on small buffers through a queue, at a multiple of the processor time
 * ({@code docs/results.md}).
 *
 * @param tls trusts the cluster's certificates; empty for HTTP in the clear
 * @param headers that every request carries, such as a token
 * @param connect longest wait for a connection
 */
public record HttpAccess(Optional<SSLContext> tls, Map<String, String> headers, Duration connect) {
    public HttpAccess {
        headers = Map.copyOf(headers);
    }

    /**
     * Prepares a request, which is sent when its answer is asked for. Redirections are not followed.
     *
     * @param address {@code host:port}
     * @param path begins with a slash
     * @param patience longest wait for each part of the answer
     * @throws IllegalArgumentException if the address is no {@code host:port}
     */
    public HttpURLConnection request(String address, String path, Duration patience) throws IOException {
        URI uri = URI.create((tls.isPresent() ? "https://" : "http://") + address + path);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException(address + " is no host:port");
        }
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        if (connection instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(tls.orElseThrow().getSocketFactory());
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(connect.toMillis()));
        connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
        headers.forEach(connection::setRequestProperty);
        return connection;
    }
}
