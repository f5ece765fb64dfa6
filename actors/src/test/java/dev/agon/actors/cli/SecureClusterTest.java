package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.ClusterException;
import dev.agon.actors.cluster.NodeParts;
import dev.agon.actors.cluster.NodeProcess;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import dev.agon.actors.security.TestAuthority;
import dev.agon.actors.security.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with certificates and a token, as the commands start them. */
class SecureClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "127.0.0.1";
    private static final String TOKEN = "a-token-of-24-characters";

    private final Path home;
    private final SmallRun run;
    private final TestAuthority authority;
    private final TlsFiles files;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final ActorTestKit kit = ActorTestKit.create();

    SecureClusterTest(@TempDir Path home) {
        this.home = home;
        this.run = new SmallRun(home);
        this.authority = new TestAuthority(home, "authority");
        this.files = authority.issue("node", HOST);
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
    void nodesWithCertificatesMakeARunForWhomeverShowsTheToken() throws IOException {
        NodeProcess control = node(EnumSet.of(Role.CONTROL), TestAuthority.keys(files), "");
        TlsFiles second = authority.issue("second", HOST);
        node(EnumSet.of(Role.LEARNER, Role.ROLLOUT, Role.JUDGE), TestAuthority.keys(second), control.address());
        String address = control.httpAddress();

        run.environment(Map.of("AGON_CLUSTER_TOKEN", TOKEN));
        assertEquals(5, run.agon("status", "--cluster", address)); // in the clear
        assertTrue(run.sentence().contains("one with TLS needs agon.cluster.tls.authority"), run.errors());
        run.environment(Map.of("AGON_CLUSTER_TLS_AUTHORITY", files.authority().toString()));
        assertEquals(2, run.agon("status", "--cluster", address));
        assertTrue(run.sentence().contains("answers only requests that show its token"), run.errors());
        run.environment(environment("another-token-of-30-characters"));
        assertEquals(2, run.agon("status", "--cluster", address));
        assertTrue(run.sentence().startsWith("The token is not that of this cluster"), run.errors());

        run.environment(environment(TOKEN));
        eventually(() -> assertEquals(
                0,
                run.agon(
                        "submit", "--cluster", address, "--config", run.config().toString()),
                run.errors()));
        eventually(() -> {
            assertEquals(0, run.agon("status", "--cluster", address), run.errors());
            assertTrue(run.results().matches("(?s).*small +done.*"), run.results());
        });
        try (Stream<Path> written = Files.walk(run.directory())) {
            for (Path file : written.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(TOKEN),
                        file::toString);
            }
        }
        assertEquals(0, run.agon("config", "show"), run.errors());
        assertFalse(run.results().contains(TOKEN));
    }

    @Test
    void aNodeWithoutACertificateOrWithAnothersCannotJoin() throws IOException {
        NodeProcess control = node(EnumSet.of(Role.CONTROL), TestAuthority.keys(files), "");
        TlsFiles stranger = new TestAuthority(home, "stranger").issue("intruder", HOST);
        Path both = home.resolve("both.crt"); // trusts the cluster, which does not trust it
        Files.writeString(both, Files.readString(files.authority()) + Files.readString(stranger.authority()));
        TlsFiles trusting = new TlsFiles(stranger.certificate(), stranger.key(), both);
        List<NodeProcess> intruders = Stream.of(
                        Map.<String, String>of(), TestAuthority.keys(stranger), TestAuthority.keys(trusting))
                .map(keys -> NodeProcess.start(
                        config(keys, control.address(), "agon.cluster.join-timeout=3s")
                                .cluster(),
                        EnumSet.of(Role.ROLLOUT),
                        parts()))
                .toList();
        List<String> reasons = List.of(
                "wants a certificate, while this node has none",
                "has a certificate that this node does not trust",
                "does not trust this node's certificate");
        for (int i = 0; i < reasons.size(); i++) {
            Throwable lost = end(intruders.get(i));
            assertTrue(lost instanceof ClusterException, lost::toString);
            assertTrue(lost.toString().contains("No node of the cluster answered within 3 s"), lost::toString);
            assertTrue(lost.toString().contains(reasons.get(i)), lost::toString);
        }
    }

    @Test
    void aNodeWithACertificateSaysThatTheClusterHasNone() {
        NodeProcess control = node(EnumSet.of(Role.CONTROL), Map.of(), "");
        NodeProcess other = NodeProcess.start(
                config(TestAuthority.keys(files), control.address(), "agon.cluster.join-timeout=2s")
                        .cluster(),
                EnumSet.of(Role.ROLLOUT),
                parts());
        Throwable lost = end(other);
        assertTrue(lost.toString().contains("has no certificate, while this node has one"), lost::toString);
    }

    @Test
    void aControlNodeWithAnotherLedgerIsRefusedWithBothNames() {
        NodeProcess control = node(EnumSet.of(Role.CONTROL), Map.of(), "");
        String elsewhere = "agon.cluster.directory=" + home.resolve("elsewhere");
        ResolvedConfig config = config(Map.of(), control.address(), elsewhere);
        NodeParts parts = NodeParts.of(home, run.terminal(), config);
        Throwable refused = end(NodeProcess.start(config.cluster(), EnumSet.of(Role.CONTROL), parts));
        assertEquals(ExitCodes.USAGE, ExitCodes.of(refused));
        assertTrue(
                refused.toString().contains(home.resolve("elsewhere") + "/ledger of agon, there"), refused::toString);
        assertTrue(refused.toString().contains("there The ledger " + home.resolve("cluster")), refused::toString);
    }

    @Test
    void aNodeWhoseCertificateIsForAnotherHostDoesNotStart() {
        TlsFiles other = new TestAuthority(home, "third").issue("other", "10.0.0.1");
        List<String> line = new ArrayList<>(List.of("node", "--role", "rollout"));
        TestAuthority.keys(other).forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
        assertEquals(2, run.agon(line.toArray(String[]::new)), run.errors());
        assertTrue(run.sentence().contains("is for 10.0.0.1 but agon.cluster.host is 127.0.0.1"), run.errors());
    }

    @Test
    void aNodeThatOthersCouldReachNeedsCertificatesAndAToken() {
        assertEquals(2, run.agon("node", "--role", "rollout", "--set", "agon.cluster.host=0.0.0.0"));
        assertTrue(run.sentence().contains("has not certificates (agon.cluster.tls) and not a token"), run.errors());
        run.environment(Map.of("AGON_CLUSTER_TOKEN", "short"));
        assertEquals(2, run.agon("node", "--role", "rollout"));
        assertTrue(run.sentence().startsWith("The variable AGON_CLUSTER_TOKEN holds no token"), run.errors());
    }

    private NodeProcess node(Set<Role> roles, Map<String, String> keys, String join) {
        NodeProcess node = NodeProcess.start(config(keys, join).cluster(), roles, parts());
        nodes.add(0, node);
        return node;
    }

    private static Throwable end(NodeProcess node) {
        CompletionException end = assertThrows(
                CompletionException.class,
                () -> node.finished().toCompletableFuture().join());
        return Objects.requireNonNull(end.getCause());
    }

    private NodeParts parts() {
        ResolvedConfig config = config(Map.of(), "");
        return NodeParts.of(home, run.terminal(), config);
    }

    private ResolvedConfig config(Map<String, String> keys, String join, String... more) {
        List<String> overrides = new ArrayList<>(List.of("agon.cluster.directory=" + home.resolve("cluster")));
        new TreeMap<>(keys).forEach((key, value) -> overrides.add(key + "=" + value));
        if (!join.isEmpty()) {
            overrides.add("agon.cluster.join=[\"" + join + "\"]");
        }
        overrides.addAll(List.of(more));
        return new ConfigLoader(Map.of("AGON_CLUSTER_TOKEN", TOKEN), home)
                .overrides(overrides)
                .load();
    }

    private Map<String, String> environment(String token) {
        return Map.of(
                "AGON_CLUSTER_TOKEN",
                token,
                "AGON_CLUSTER_TLS_AUTHORITY",
                files.authority().toString());
    }

    private void eventually(Runnable check) {
        TestProbe<Object> probe = kit.createTestProbe();
        probe.awaitAssert(PATIENCE, Duration.ofMillis(200), () -> {
            check.run();
            return 0;
        });
    }
}
