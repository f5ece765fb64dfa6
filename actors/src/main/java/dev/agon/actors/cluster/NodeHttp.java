package dev.agon.actors.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.ActorSettings;
import dev.agon.actors.metrics.NodeMetrics;
import dev.agon.actors.weights.Shelf;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.JobsReply.Listed;
import dev.agon.protocol.message.JobsReply.Refused;
import dev.agon.protocol.message.NodeCommand;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * What a node answers over HTTP.
 *
 * <pre>
 * GET    /runs              the cluster's runs and how far the running one is
 * POST   /runs?name=NAME    asks for a run; the body is its resolved configuration
 * DELETE /runs/NAME         ends it
 * GET    /metrics           figures for Prometheus
 * GET    /weights/...       a run's versions, for other nodes: {@link WeightsRoutes}
 * GET    /alive, /ready, /cluster/members    of Pekko Management
 * </pre>
 */
final class NodeHttp extends AllDirectives {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ContentType PROMETHEUS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final ActorSystem<NodeCommand> system;
    private final ServerBinding binding;

    private NodeHttp(
            ActorSystem<NodeCommand> system, String host, int port, HttpGuard guard, Shelf shelf, NodeMetrics metrics) {
        this.system = system;
        this.binding = guard.secured(Http.get(system).newServerAt(host, port))
                .bind(guard.guarded(() -> concat(
                        runs(),
                        new WeightsRoutes(shelf).route(),
                        path(
                                "metrics",
                                () -> get(() -> complete(HttpEntities.create(
                                        PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8))))),
                        PekkoManagement.get(system).getRoutes())))
                .toCompletableFuture()
                .join();
    }

    /**
     * Answers whom the guard lets through, at this address, until the actor system ends.
     *
     * @param shelf what the node gives to others
     * @param metrics what it tells Prometheus
     * @throws java.util.concurrent.CompletionException if the port is in use
     */
    static NodeHttp bind(
            ActorSystem<NodeCommand> system, String host, int port, HttpGuard guard, Shelf shelf, NodeMetrics metrics) {
        return new NodeHttp(system, host, port, guard, shelf, metrics);
    }

    /** Where it listens, {@code host:port}. */
    String address() {
        return binding.localAddress().getHostString() + ":"
                + binding.localAddress().getPort();
    }

    private Route runs() {
        return pathPrefix(
                "runs",
                () -> concat(
                        pathEndOrSingleSlash(() -> concat(
                                get(() -> answer(JobsCommand.ListJobs::new)),
                                post(() -> parameter(
                                        "name",
                                        name -> withSizeLimit(
                                                HttpGuard.LARGEST_BODY,
                                                () -> entity(
                                                        Unmarshaller.entityToString(),
                                                        config -> answer(
                                                                replyTo -> new JobsCommand.Submit(
                                                                        name, config, replyTo)))))))),
                        path(
                                PathMatchers.segment(),
                                name -> delete(() -> answer(replyTo -> new JobsCommand.Stop(name, replyTo))))));
    }

    private Route answer(Function<ActorRef<JobsReply>, JobsCommand> question) {
        CompletionStage<HttpResponse> response = AskPattern.<NodeCommand, JobsReply>ask(
                        system,
                        replyTo -> new NodeActor.Ask(question.apply(replyTo)),
                        ActorSettings.of(system).answerTimeout(),
                        system.scheduler())
                .handle((reply, failure) -> failure == null ? response(reply) : unanswered());
        return completeWithFuture(response);
    }

    private static HttpResponse response(JobsReply reply) {
        if (reply instanceof Refused refused) {
            return json(409, JSON.createObjectNode().put("reason", refused.reason()));
        }
        Listed listed = (Listed) reply;
        ObjectNode body = JSON.createObjectNode();
        ArrayNode runs = body.putArray("runs");
        for (Job job : listed.jobs()) {
            runs.addObject()
                    .put("id", job.id())
                    .put("name", job.name())
                    .put("state", job.state().name().toLowerCase(Locale.ROOT))
                    .put("message", job.message());
        }
        body.put("progress", listed.progress());
        body.putObject("pulse")
                .put("term", listed.pulse().term())
                .put("results", listed.pulse().results())
                .put("updates", listed.pulse().updates())
                .set("drops", JSON.valueToTree(listed.pulse().drops()));
        return json(200, body);
    }

    private static HttpResponse unanswered() {
        return json(
                503,
                JSON.createObjectNode()
                        .put("reason", "The cluster has no coordinator at the moment; try again in some seconds."));
    }

    private static HttpResponse json(int status, ObjectNode body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }
}
