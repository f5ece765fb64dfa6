package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.agon.actors.ClusterException;
import dev.agon.actors.chaos.Chaos;
import dev.agon.actors.chaos.Sighting;
import dev.agon.actors.node.Role;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.protocol.message.RunPulse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** How a drill sees its cluster: asks whichever node answers, the one that answered last first. Not thread-safe. */
final class DrillEye implements Chaos.Cluster {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<String> addresses;
    private final List<ClusterClient> clients;
    private int latest;

    /** @param addresses {@code host:port} of the nodes' HTTP */
    DrillEye(Collection<String> addresses, ClusterAccess access) {
        this.addresses = List.copyOf(addresses);
        this.clients = addresses.stream()
                .map(address -> new ClusterClient(address, access, PATIENCE))
                .toList();
    }

    @Override
    public void submit(String name, String config) {
        first(client -> client.submit(name, config), Set.of());
    }

    @Override
    public Sighting look(String name, Set<String> unasked) {
        JsonNode members = first(ClusterClient::members, unasked); // always answered, if by anybody
        String coordinator = host(members.path("oldestPerRole").path(Role.CONTROL.label()));
        JsonNode runs = runs();
        for (JsonNode run : runs.path("runs")) {
            if (run.path("name").asText().equals(name)) {
                return new Sighting(
                        run.path("state").asText(),
                        run.path("message").asText(),
                        runs.path("progress").asText(),
                        pulse(runs.path("pulse")),
                        coordinator,
                        reachable(members));
            }
        }
        return new Sighting(Sighting.UNKNOWN, "", "", RunPulse.NONE, coordinator, reachable(members));
    }

    /** No job is known while there is no coordinator; it would be of no use to ask others, who know none either. */
    private JsonNode runs() {
        try {
            return clients.get(latest).runs();
        } catch (ClusterException e) {
            return MissingNode.getInstance();
        }
    }

    private static RunPulse pulse(JsonNode pulse) {
        Map<String, Long> drops = new TreeMap<>();
        pulse.path("drops")
                .properties()
                .forEach(drop -> drops.put(drop.getKey(), drop.getValue().asLong()));
        return new RunPulse(
                pulse.path("term").asLong(),
                pulse.path("results").asLong(),
                pulse.path("updates").asInt(),
                drops);
    }

    private static Map<String, String> reachable(JsonNode members) {
        Map<String, String> incarnations = new TreeMap<>();
        members.path("members")
                .forEach(member -> incarnations.put(
                        host(member.path("node")), member.path("nodeUid").asText()));
        members.path("unreachable").forEach(member -> incarnations.remove(host(member.path("node"))));
        return incarnations;
    }

    /** The part of {@code pekko://agon@host:port} behind the @. */
    private static String host(JsonNode address) {
        String text = address.asText();
        return text.substring(text.indexOf('@') + 1);
    }

    private JsonNode first(Function<ClusterClient, JsonNode> question, Set<String> unasked) {
        ClusterException last = new ClusterException("The cluster has no control node.");
        for (int i = 0; i < clients.size(); i++) {
            int asked = (latest + i) % clients.size();
            if (unasked.contains(addresses.get(asked))) {
                continue;
            }
            try {
                JsonNode answer = question.apply(clients.get(asked));
                latest = asked;
                return answer;
            } catch (ClusterException e) {
                last = e;
            }
        }
        throw last;
    }
}
