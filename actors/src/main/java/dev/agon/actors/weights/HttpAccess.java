package dev.agon.actors.weights;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a node reaches the HTTP port of another one.
 *
 * @param scheme {@code http}, or {@code https} with a client that trusts the cluster's certificates
 * @param client what makes the connections
 * @param headers that every request carries, such as a token
 */
public record HttpAccess(String scheme, HttpClient client, Map<String, String> headers) {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    public HttpAccess {
        headers = Map.copyOf(headers);
    }

    /** Without encryption and without proof of who asks. */
    public static HttpAccess plain() {
        return of(Optional.empty(), Map.of());
    }

    /**
     * As the cluster asks for.
     *
     * @param tls what trusts the cluster's certificates; empty for connections in the clear
     * @param headers that every request carries
     */
    public static HttpAccess of(Optional<SSLContext> tls, Map<String, String> headers) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        tls.ifPresent(client::sslContext);
        return new HttpAccess(tls.isPresent() ? "https" : "http", client.build(), headers);
    }

    /** A request for this path, which begins with a slash. */
    HttpRequest.Builder request(String address, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(scheme + "://" + address + path));
        headers.forEach(request::setHeader);
        return request;
    }
}
