package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.cluster.NodeParts;
import dev.agon.actors.cluster.NodeProcess;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import dev.agon.policy.files.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes of which each has a directory of its own, as on machines without a common file system. */
class ScatteredClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TWO_ITERATIONS = "agon.run.iterations=2";

    private final Path home;
    private final SmallRun run;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final ActorTestKit kit = ActorTestKit.create();

    ScatteredClusterTest(@TempDir Path home) {
        this.home = home;
        this.run = new SmallRun(home);
    }

    @AfterEach
    void stop() {
        nodes.forEach(ScatteredClusterTest::end);
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({"none,model.safetensors", "lora,adapter_model.safetensors"})
    void nodesWithoutACommonDirectoryArriveAtTheWeightsOfOneProcess(String adapter, String weights) throws IOException {
        run.replace(run.config(), "device = cpu", "device = cpu, adapter.use = " + adapter);
        assertEquals(0, run.train("--set", "agon.run.name=alone", "--set", TWO_ITERATIONS), run.errors());
        NodeProcess control = node("control", EnumSet.of(Role.CONTROL));
        node("learner", EnumSet.of(Role.LEARNER));
        node("rollout", EnumSet.of(Role.ROLLOUT, Role.JUDGE));
        submit(control, "small", TWO_ITERATIONS);
        until(control, "done");
        assertEquals(hash("runs", "alone"), hash("control", "small"));
        String figures = metrics(control);
        assertTrue(figures.contains("agon_cluster_members{role=\"rollout\"} 1.0"), figures);
        assertTrue(figures.contains("jvm_memory_used_bytes"), figures);
        for (String node : List.of("control", "learner")) {
            Path newest = directory(node).resolve("small/checkpoints/step-000002");
            assertTrue(Files.isReadable(newest.resolve("optimizer.safetensors")), newest::toString);
        }
        assertTrue(Files.isReadable(directory("rollout").resolve("small/checkpoints/step-000002/" + weights)));
    }

    @Test
    void aLearnerOnAnotherMachineGoesOnWhereTheLostOneWas() throws IOException {
        String iterations = "agon.run.iterations=15"; // it must not be over before the learner is lost
        assertEquals(0, run.train("--set", "agon.run.name=alone", "--set", iterations), run.errors());
        NodeProcess control = node("control", EnumSet.of(Role.CONTROL));
        NodeProcess learner = node("learner", EnumSet.of(Role.LEARNER));
        NodeProcess rollout = node("rollout", EnumSet.of(Role.ROLLOUT, Role.JUDGE));
        submit(control, "small", iterations);
        Path checkpoints = directory("control").resolve("small/checkpoints");
        kit.createTestProbe().awaitAssert(PATIENCE, Duration.ofMillis(10), () -> {
            assertTrue(Files.isDirectory(checkpoints) && holdsOne(checkpoints));
            return checkpoints;
        });
        end(learner);
        nodes.remove(learner);
        FileTree.delete(directory("learner")); // with its disk
        node("another", EnumSet.of(Role.LEARNER));
        until(control, "done");
        assertEquals(hash("runs", "alone"), hash("control", "small"));
        assertTrue(rollout.httpAddress().startsWith("127.0.0.1:"));
    }

    private NodeProcess node(String name, EnumSet<Role> roles) {
        List<String> overrides = new ArrayList<>(
                List.of("agon.cluster.directory=" + home.resolve("cluster"), "agon.cluster.runs=" + directory(name)));
        if (!nodes.isEmpty()) {
            overrides.add("agon.cluster.join=[\"" + nodes.get(nodes.size() - 1).address() + "\"]");
        }
        ResolvedConfig config =
                new ConfigLoader(Map.of(), home).overrides(overrides).load();
        ClusterSettings settings = config.cluster();
        NodeParts parts = NodeParts.of(home, run.terminal(), config);
        NodeProcess node = NodeProcess.start(settings, roles, parts);
        nodes.add(0, node);
        return node;
    }

    private static boolean holdsOne(Path checkpoints) {
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("step-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(NodeProcess node) {
        node.stop();
        assertThrows(
                CompletionException.class,
                () -> node.finished().toCompletableFuture().join());
    }

    private Path directory(String node) {
        return home.resolve(node);
    }

    private void submit(NodeProcess node, String name, String iterations) {
        TestProbe<Object> probe = kit.createTestProbe();
        probe.awaitAssert(PATIENCE, () -> {
            int code = run.agon(
                    "submit",
                    "--cluster",
                    node.httpAddress(),
                    "--config",
                    run.config().toString(),
                    "--set",
                    "agon.run.name=" + name,
                    "--set",
                    iterations);
            assertEquals(0, code, run.errors()); // the first seconds have no coordinator
            return code;
        });
    }

    private static String metrics(NodeProcess node) throws IOException {
        try (InputStream in =
                URI.create("http://" + node.httpAddress() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private JsonNode until(NodeProcess node, String state) {
        ClusterClient client = new ClusterClient(
                node.httpAddress(), new ConfigLoader(Map.of(), home).load().access());
        TestProbe<Object> probe = kit.createTestProbe();
        return probe.awaitAssert(PATIENCE, Duration.ofMillis(200), () -> {
            JsonNode runs = client.runs().path("runs");
            assertEquals(List.of(state), runs.findValuesAsText("state"), runs::toString);
            return runs;
        });
    }

    private String hash(String directory, String name) throws IOException {
        Path result = home.resolve(directory).resolve(name).resolve("result.json");
        return new ObjectMapper().readTree(result.toFile()).path("final_sha256").asText();
    }
}
