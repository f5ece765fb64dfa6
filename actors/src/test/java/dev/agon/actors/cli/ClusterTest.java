package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.ClusterException;
import dev.agon.actors.cluster.NodeParts;
import dev.agon.actors.cluster.NodeProcess;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that talk to each other over loopback, as the commands start them. */
class ClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home;
    private final SmallRun run;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final ActorTestKit kit = ActorTestKit.create();

    ClusterTest(@TempDir Path home) {
        this.home = home;
        this.run = new SmallRun(home);
    }

    @AfterEach
    void stop() {
        nodes.forEach(NodeProcess::stop);
        nodes.forEach(node -> assertThrows(
                CompletionException.class,
                () -> node.finished().toCompletableFuture().join()));
        kit.shutdownTestKit();
    }

    @Test
    void aClusterArrivesAtTheWeightsOfOneProcess() throws IOException {
        assertEquals(0, run.train("--set", "agon.run.name=alone"), run.errors());
        NodeProcess control = control();
        assertRefused("There is no run named small", "stop", "small");
        assertEquals(0, submit("small"), run.errors());
        assertEquals(0, submit("small"), run.errors()); // whoever lost the answer may ask again
        assertRefused("is running already", "submit", "--config", run.config().toString(), "--set", "agon.run.seed=2");
        assertEquals(0, submit("second"), run.errors());
        assertEquals(0, run.agon("stop", "--cluster", control.httpAddress(), "second"), run.errors());
        node(EnumSet.of(Role.LEARNER), control);
        node(EnumSet.of(Role.ROLLOUT, Role.JUDGE), control);

        assertEquals(List.of("done", "stopped"), states(until("done")));
        assertEquals(hash("alone"), hash("small"));
        String directory = run.directory().toString();
        assertTrue(IntStream.range(0, 40) // some of the prompts were answered
                .anyMatch(n -> run.agon("inspect", directory, "--prompt", "word " + n) == ExitCodes.DONE));
        assertEquals(0, run.agon("status", "--cluster", control.httpAddress()), run.errors());
    }

    @Test
    void aRunThatCannotBeMadeFailsWithItsSentenceAndTheNextOneBegins() throws IOException {
        NodeProcess control = control();
        assertEquals(0, submit("small", "--set", "agon.rollout.prompts=1000"), run.errors());
        JsonNode failed = until("failed").path(0);
        assertTrue(failed.path("message").asText().contains("fewer than the 1000 of one iteration"), failed::toString);
        assertEquals(0, submit("small"), run.errors());
        node(EnumSet.of(Role.LEARNER, Role.ROLLOUT, Role.JUDGE), control);
        assertEquals(List.of("failed", "done"), states(until("done")));
    }

    @Test
    void aNodeThatFindsNoClusterSaysWhereItLooked() {
        String[] unreachable = {"agon.cluster.join=[\"127.0.0.1:1\"]", "agon.cluster.join-timeout=1s"};
        NodeProcess node = NodeProcess.start(settings(unreachable), EnumSet.of(Role.ROLLOUT), parts());
        CompletionException lost = assertThrows(
                CompletionException.class,
                () -> node.finished().toCompletableFuture().join());
        assertTrue(lost.getCause() instanceof ClusterException, lost::toString);
        assertTrue(
                lost.toString().contains("No node of the cluster answered within 1 s at 127.0.0.1:1"), lost::toString);
    }

    @Test
    void aPortInUseIsNamed() {
        NodeProcess control = control();
        String port = control.address().substring(control.address().indexOf(':') + 1);
        assertEquals(5, run.agon("node", "--role", "rollout", "--port", port), run.errors());
        assertTrue(run.errors().contains("cannot listen at 127.0.0.1:" + port), run.errors());
        String http = control.httpAddress().substring(control.httpAddress().indexOf(':') + 1);
        assertEquals(5, run.agon("node", "--role", "rollout", "--http-port", http), run.errors());
        assertTrue(run.errors().contains("cannot listen for HTTP at 127.0.0.1:" + http), run.errors());
    }

    @Test
    void anUnknownRoleIsRefusedWithTheKnownOnes() {
        assertEquals(2, run.agon("node", "--role", "rolout"));
        assertTrue(run.errors().contains("CONTROL, LEARNER, ROLLOUT, JUDGE"), run.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rollouts=0", "--pause=0", "--suspend=1.5", "--partition=-1"})
    void aDrillThatCannotBeIsRefusedByItsOption(String option) {
        assertEquals(2, run.agon("chaos", "--kills=1", option));
        assertTrue(run.sentence().startsWith(option.substring(0, option.indexOf('='))), run.errors());
    }

    @Test
    void drillsThatCannotBeAreRefusedTogetherToo() {
        assertEquals(2, run.agon("chaos", "--kills=1", "--whole=0.6", "--suspend=0.6"));
        assertTrue(run.sentence().contains("must be at most 1"), run.errors());
        assertEquals(2, run.agon("chaos", "--kills=1", "--roles=judge"));
        assertTrue(run.errors().contains("COORDINATOR, CONTROL, LEARNER, ROLLOUT"), run.errors());
        String config = run.config().toString();
        assertEquals(2, run.agon("chaos", "--kills=1", "--partition", "--config", config), run.errors());
        assertTrue(run.sentence().startsWith("--partition needs agon.ledger.database = postgresql"), run.errors());
    }

    @Test
    void aClusterThatIsNotThereIsNamed() {
        assertEquals(5, run.agon("status", "--cluster", "127.0.0.1:1"));
        assertTrue(run.sentence().startsWith("No node answers at 127.0.0.1:1"), run.errors());
    }

    private NodeProcess control() {
        NodeProcess control = NodeProcess.start(settings(), EnumSet.of(Role.CONTROL), parts());
        nodes.add(control);
        return control;
    }

    private void node(EnumSet<Role> roles, NodeProcess control) {
        nodes.add(0, NodeProcess.start(settings("agon.cluster.join=[\"" + control.address() + "\"]"), roles, parts()));
    }

    private ClusterSettings settings(String... overrides) {
        return config(overrides).cluster();
    }

    private ResolvedConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("agon.cluster.directory=" + home.resolve("cluster")));
        all.addAll(List.of(overrides));
        return new ConfigLoader(Map.of(), home).overrides(all).load();
    }

    private NodeParts parts() {
        return NodeParts.of(home, run.terminal(), config());
    }

    private int submit(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "submit",
                "--cluster",
                address(),
                "--config",
                run.config().toString(),
                "--set",
                "agon.run.name=" + name));
        arguments.addAll(List.of(options));
        TestProbe<Object> probe = kit.createTestProbe();
        return probe.awaitAssert(PATIENCE, () -> {
            int code = run.agon(arguments.toArray(String[]::new));
            assertTrue(code != ExitCodes.CLUSTER, run::errors); // the first seconds have no coordinator
            return code;
        });
    }

    private void assertRefused(String reason, String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--cluster", address()));
        line.addAll(List.of(arguments));
        TestProbe<Object> probe = kit.createTestProbe();
        probe.awaitAssert(PATIENCE, () -> {
            assertEquals(ExitCodes.INPUT, run.agon(line.toArray(String[]::new)), run.errors());
            return 0;
        });
        assertTrue(run.sentence().contains(reason), run.errors());
    }

    private String address() {
        return nodes.get(nodes.size() - 1).httpAddress();
    }

    /** The cluster's runs once one of them is in this state. */
    private JsonNode until(String state) {
        ClusterClient client = new ClusterClient(address(), config().access());
        TestProbe<Object> probe = kit.createTestProbe();
        return probe.awaitAssert(PATIENCE, Duration.ofMillis(200), () -> {
            JsonNode runs = client.runs().path("runs");
            assertTrue(states(runs).contains(state), runs::toString);
            return runs;
        });
    }

    private static List<String> states(JsonNode runs) {
        return runs.findValuesAsText("state");
    }

    private String hash(String name) throws IOException {
        Path result = home.resolve("runs").resolve(name).resolve("result.json");
        return new ObjectMapper().readTree(result.toFile()).path("final_sha256").asText();
    }
}
