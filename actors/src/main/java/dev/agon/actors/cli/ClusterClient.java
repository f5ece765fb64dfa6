package dev.agon.actors.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.agon.actors.ClusterException;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.actors.security.HttpAccess;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Talks to a cluster over the HTTP port of one of its nodes. */
final class ClusterClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int FIRST_ERROR = 400;

    private final String address;
    private final ClusterAccess access;
    private final Duration patience;
    private final HttpAccess http;

    /**
     * @param address {@code host:port} of any node's HTTP
     * @throws ConfigurationException if the authority's certificates cannot be used
     */
    ClusterClient(String address, ClusterAccess access) {
        this(address, access, PATIENCE);
    }

    /** @param patience longest wait for an answer */
    ClusterClient(String address, ClusterAccess access, Duration patience) {
        this.address = address;
        this.access = access;
        this.patience = patience;
        this.http = access.http(patience);
    }

    /** The cluster's runs: {@code runs} (id, name, state, message) and {@code progress}. */
    JsonNode runs() {
        return ask("GET", "/runs", "");
    }

    /** The cluster's members, as Pekko Management tells them. */
    JsonNode members() {
        return ask("GET", "/cluster/members", "");
    }

    /** Asks for a run. */
    JsonNode submit(String name, String config) {
        return ask("POST", "/runs?name=" + encoded(name), config);
    }

    /** Ends a run. */
    JsonNode stop(String name) {
        return ask("DELETE", "/runs/" + encoded(name), "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode ask(String method, String path, String body) {
        try {
            HttpURLConnection request = http.request(address, path, patience);
            requireSafe(request);
            request.setRequestMethod(method);
            if (!body.isEmpty()) {
                request.setDoOutput(true);
                request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            return answer(request);
        } catch (IllegalArgumentException e) {
            throw new InputException("\"" + address + "\" is no host:port; see what `agon node` prints.", e);
        } catch (JsonProcessingException e) {
            throw new ClusterException(
                    "What answers at " + address + " is no node of Agon; check the port against what `agon node`"
                            + " printed as its HTTP address.",
                    e);
        } catch (SSLException e) {
            throw new ConfigurationException("The node at " + address + " is not trusted (" + e.getMessage()
                    + "); check that agon.cluster.tls.authority is that of the cluster and that the cluster uses TLS.");
        } catch (IOException e) {
            throw new ClusterException(
                    "No node answers at " + address + "; check that one runs there and that this is its HTTP port"
                            + (access.authority().isEmpty() ? "; one with TLS needs agon.cluster.tls.authority." : "."),
                    e);
        }
    }

    private void requireSafe(HttpURLConnection request) {
        if (access.token().isPresent()
                && access.authority().isEmpty()
                && !ClusterSettings.isLoopback(request.getURL().getHost())) {
            throw new ConfigurationException("The token would travel to " + address
                    + " for everyone to read; name the cluster's authority in agon.cluster.tls.authority.");
        }
    }

    private JsonNode answer(HttpURLConnection request) throws IOException {
        int status = request.getResponseCode();
        JsonNode body = read(status < FIRST_ERROR ? request.getInputStream() : request.getErrorStream());
        return switch (status) {
            case 200 -> body;
            case 401 -> throw new ConfigurationException(body.path("reason").asText());
            case 409 -> throw new InputException(body.path("reason").asText());
            default ->
                throw new ClusterException(body.path("reason")
                        .asText("The node at " + address + " answered " + status + "; see its log."));
        };
    }

    private static JsonNode read(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return MissingNode.getInstance();
        }
        try (body) {
            return JSON.readTree(body);
        }
    }
}
