package dev.agon.actors.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.ClusterException;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.actors.security.TlsIdentity;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Talks to a cluster over the HTTP port of one of its nodes. */
final class ClusterClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String address;
    private final ClusterAccess access;
    private final Duration patience;
    private final HttpClient client;

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
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(patience);
        access.authority().ifPresent(authority -> builder.sslContext(TlsIdentity.trusting(authority)));
        this.client = builder.build();
    }

    /** The cluster's runs: {@code runs} (id, name, state, message) and {@code progress}. */
    JsonNode runs() {
        return send(request("/runs").GET());
    }

    /** The cluster's members, as Pekko Management tells them. */
    JsonNode members() {
        return send(request("/cluster/members").GET());
    }

    /** Asks for a run. */
    JsonNode submit(String name, String config) {
        return send(request("/runs?name=" + encoded(name)).POST(BodyPublishers.ofString(config)));
    }

    /** Ends a run. */
    JsonNode stop(String name) {
        return send(request("/runs/" + encoded(name)).DELETE());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        try {
            boolean tls = access.authority().isPresent();
            URI uri = URI.create((tls ? "https://" : "http://") + address + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
            if (!tls && access.token().isPresent() && !ClusterSettings.isLoopback(uri.getHost())) {
                throw new ConfigurationException("The token would travel to " + address
                        + " for everyone to read; name the cluster's authority in agon.cluster.tls.authority.");
            }
            access.token().ifPresent(token -> request.header("Authorization", token.header()));
            return request;
        } catch (IllegalArgumentException e) {
            throw new InputException("\"" + address + "\" is no host:port; see what `agon node` prints.", e);
        }
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() == 401) {
                throw new ConfigurationException(body.path("reason").asText());
            } else if (response.statusCode() == 409) {
                throw new InputException(body.path("reason").asText());
            } else if (response.statusCode() != 200) {
                throw new ClusterException(body.path("reason")
                        .asText("The node at " + address + " answered " + response.statusCode() + "; see its log."));
            }
            return body;
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while waiting for " + address + ".", e);
        }
    }
}
