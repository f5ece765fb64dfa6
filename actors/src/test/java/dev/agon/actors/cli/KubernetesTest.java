package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The manifests in {@code conf/deploy/kubernetes} fit each other and the program. */
class KubernetesTest {
    private static final Path HOME = Path.of(System.getProperty("agon.home"));
    private static final String DOMAIN = ".agon.default.svc.cluster.local";

    private final List<JsonNode> objects = objects();

    @Test
    void everyObjectSaysWhatItIsAndWhatItIsCalled() {
        Set<String> names = new TreeSet<>();
        for (JsonNode object : objects) {
            assertTrue(
                    object.path("apiVersion").isTextual() && object.path("kind").isTextual(), object::toString);
            String name = object.path("kind").asText() + "/"
                    + object.at("/metadata/name").asText();
            assertTrue(name.matches("[A-Za-z]+/[a-z][a-z0-9-]*"), name);
            assertTrue(names.add(name), name);
        }
        assertEquals(
                Set.of(
                        "ConfigMap/agon",
                        "PodDisruptionBudget/agon-control",
                        "Service/agon",
                        "StatefulSet/agon-control",
                        "StatefulSet/agon-learner",
                        "StatefulSet/agon-rollout"),
                names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "learner", "rollout"})
    void aSetSelectsItsOwnPodsAndTheServiceNamesThem(String role) {
        JsonNode set = set(role);
        JsonNode labels = set.at("/spec/template/metadata/labels");
        assertEquals(set.at("/spec/selector/matchLabels"), labels);
        JsonNode service = object("Service", "agon");
        service.at("/spec/selector")
                .properties()
                .forEach(label -> assertEquals(label.getValue(), labels.path(label.getKey())));
        assertEquals("agon", set.at("/spec/serviceName").asText());
        assertEquals("None", service.at("/spec/clusterIP").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "learner", "rollout"})
    void portsProbesAndVolumesFit(String role) {
        JsonNode pod = set(role).at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        JsonNode settings = object("ConfigMap", "agon").path("data");
        Map<String, String> ports = new HashMap<>();
        container
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asText()));
        assertEquals(
                Map.of(
                        "messages", settings.path("AGON_CLUSTER_PORT").asText(),
                        "http", settings.path("AGON_CLUSTER_HTTP_PORT").asText()),
                ports);
        object("Service", "agon")
                .at("/spec/ports")
                .forEach(port -> assertEquals(
                        ports.get(port.path("targetPort").asText()),
                        port.path("port").asText()));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.path(probe).path("httpGet");
            assertTrue(Set.of("/alive", "/ready").contains(get.path("path").asText()), get::toString);
            assertEquals("http", get.path("port").asText());
        }
        Set<String> volumes = new TreeSet<>();
        pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
        set(role)
                .at("/spec/volumeClaimTemplates")
                .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        Set<String> mounted = new TreeSet<>();
        container
                .path("volumeMounts")
                .forEach(mount -> mounted.add(mount.path("name").asText()));
        assertEquals(mounted, volumes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "learner", "rollout"})
    void aNodeLeavesInOrderAndIsNotGivenForeignVariables(String role) {
        JsonNode pod = set(role).at("/spec/template/spec");
        ResolvedConfig config = new ConfigLoader(Map.of(), HOME).load();
        long stop = config.settings("agon.run").duration("stop-timeout").toSeconds();
        assertTrue(pod.path("terminationGracePeriodSeconds").asLong() > stop);
        assertFalse(pod.path("enableServiceLinks").asBoolean(true), "AGON_PORT_7350_TCP would be no key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "learner", "rollout"})
    void theCommandIsUnderstood(String role) {
        List<String> command = new ArrayList<>();
        set(role).at("/spec/template/spec/containers/0/command").forEach(word -> command.add(word.asText()));
        assertEquals("/opt/agon/agon", command.remove(0));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        CliContext context = new CliContext(nowhere, new Terminal(nowhere, false, false, 80), Map.of(), HOME);
        CommandLine line = new CommandLine(AgonCommand.class, new CommandFactory(context));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        CommandLine.ParseResult parsed = line.parseArgs(command.toArray(String[]::new));
        assertEquals("node", parsed.subcommand().commandSpec().name());
        assertTrue(command.contains(role), command::toString);
    }

    @Test
    void everyVariableIsAKeyAndItsValueFits() {
        Map<String, String> environment = new HashMap<>();
        object("ConfigMap", "agon")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        ResolvedConfig config = new ConfigLoader(environment, HOME).load();
        assertEquals("postgresql", config.settings("agon.ledger").text("database"));
        assertEquals("json", config.settings("agon.cluster").text("log"));
    }

    @Test
    void nodesJoinTheControlNodes() {
        JsonNode settings = object("ConfigMap", "agon").path("data");
        String join = settings.path("AGON_CLUSTER_JOIN").asText();
        Map<String, String> environment = Map.of("AGON_CLUSTER_JOIN", join);
        ResolvedConfig config = new ConfigLoader(environment, HOME).load();
        List<String> expected = new ArrayList<>();
        for (int pod = 0; pod < set("control").at("/spec/replicas").asInt(); pod++) {
            expected.add("agon-control-" + pod + DOMAIN + ":"
                    + settings.path("AGON_CLUSTER_PORT").asText());
        }
        assertEquals(expected, config.cluster().join());
        set("control").at("/spec/template/spec/containers/0/env").forEach(variable -> {
            if (variable.path("name").asText().equals("AGON_CLUSTER_HOST")) {
                assertEquals("$(POD)" + DOMAIN, variable.path("value").asText());
            }
        });
    }

    private JsonNode set(String role) {
        return object("StatefulSet", "agon-" + role);
    }

    private JsonNode object(String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> objects() {
        Path file = HOME.resolve("conf/deploy/kubernetes/agon.yaml");
        try (MappingIterator<JsonNode> documents =
                new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
