package dev.agon.actors.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.security.ClusterToken;
import dev.agon.actors.security.TlsSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Who may ask a node over HTTP: whoever shows the cluster's token, where it has one. Pages in a browser may not, for
 * they are sent by whoever wrote the page and not by who reads it. Every refusal is JSON with a {@code reason}.
 */
final class HttpGuard extends AllDirectives {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What whoever supervises a node asks, without a secret; the answer tells no more than that it runs. */
    private static final Set<String> OPEN = Set.of("/alive", "/ready");

    /** Bytes of the largest configuration that is taken. */
    static final long LARGEST_BODY = 1 << 20;

    private static final int TOO_LARGE = 413;

    private final Optional<TlsSource> tls;
    private final Optional<ClusterToken> token;

    /**
     * @param tls makes HTTPS of HTTP
     * @param token what every request must show
     */
    HttpGuard(Optional<TlsSource> tls, Optional<ClusterToken> token) {
        this.tls = tls;
        this.token = token;
    }

    /** The server, over TLS where there are certificates. */
    ServerBuilder secured(ServerBuilder server) {
        return tls.map(source -> server.enableHttps(ConnectionContext.httpsServer(source::fromClient)))
                .orElse(server);
    }

    /** The routes, for those who may ask. */
    Route guarded(Supplier<Route> routes) {
        RejectionHandler said = RejectionHandler.defaultHandler().mapRejectionResponse(HttpGuard::asJson);
        return handleRejections(
                said,
                () -> extractRequest(request ->
                        refusal(request).map(this::complete).orElseGet(() -> handleRejections(said, routes))));
    }

    private Optional<HttpResponse> refusal(HttpRequest request) {
        if (OPEN.contains(request.getUri().path())) {
            return Optional.empty();
        } else if (request.getHeader("Origin").isPresent()) {
            return Optional.of(refusal(403, "A page in a browser may not ask a node; use `agon status` or curl."));
        }
        String shown = request.getHeader("Authorization").map(HttpHeader::value).orElse("");
        return token.filter(secret -> !secret.isShownBy(shown)).map(secret -> refusal(
                        401,
                        shown.isEmpty()
                                ? "This cluster answers only requests that show its token; set " + ClusterToken.VARIABLE
                                        + " or agon.cluster.token-file."
                                : "The token is not that of this cluster; check " + ClusterToken.VARIABLE
                                        + " or agon.cluster.token-file.")
                .addHeader(HttpHeader.parse("WWW-Authenticate", "Bearer")));
    }

    private static HttpResponse refusal(int status, String reason) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(
                        ContentTypes.APPLICATION_JSON,
                        JSON.createObjectNode().put("reason", reason).toString());
    }

    private static HttpResponse asJson(HttpResponse response) {
        if (response.status().intValue() == TOO_LARGE) {
            return refusal(
                    TOO_LARGE,
                    "The request's body is too large; a configuration has " + LARGEST_BODY + " bytes at most.");
        }
        return response.entity() instanceof HttpEntity.Strict strict
                ? refusal(response.status().intValue(), strict.getData().utf8String())
                : response;
    }
}
