package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agon.actors.ledger.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The long drills, {@code mvn -Pchaos verify}: a hundred kills each, over all roles, of the quickstart's model; fewer
 * with {@code -Dagon.chaos.kills=10}.
 */
@Tag("chaos")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program of the nodes is a shell script here")
class ChaosDrillTest {
    private static final Path INSTALLED = Path.of(System.getProperty("agon.home"));
    private static final int KILLS = Integer.getInteger("agon.chaos.kills", 100);
    private static final int ITERATIONS = KILLS + 20; // so that the run outlasts them

    private final Path home;
    private final SmallRun run;

    ChaosDrillTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.run = new SmallRun(home);
        TestLauncher.install(home);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theWeightsAreTheSame(long seed) {
        drill(seed, KILLS, List.of("--whole", "0.05"));
    }

    @Test
    void theWeightsAreTheSameByTheOverlappedSchedule() {
        drill(4, KILLS, List.of("--whole", "0.05"), "agon.schedule=overlapped");
    }

    @Test
    void theWeightsAreTheSameWithPostgresql(@TempDir Path data) throws IOException {
        try (PostgresServer server = PostgresServer.start(data)) {
            drill(5, KILLS, List.of("--whole", "0.05"), postgresql(server));
        }
    }

    @Test
    void theWeightsAreTheSameWhenTheCoordinatorIsCutOff(@TempDir Path data) throws IOException, InterruptedException {
        boolean allowed = new ProcessBuilder("unshare", "--net", "true").start().waitFor() == 0;
        assumeTrue(allowed, "this user cannot make network namespaces here");
        Files.createSymbolicLink(home.resolve("conf"), INSTALLED.resolve("conf"));
        int cuts = Math.max(1, KILLS / 5);
        try (PostgresServer server = PostgresServer.start(data)) {
            drill(6, cuts, List.of("--partition", "--roles", "coordinator"), postgresql(server));
        }
    }

    private String[] postgresql(PostgresServer server) throws IOException {
        String password = "a-password-of-a-test";
        Path file = Files.writeString(home.resolve("password"), password);
        server.execute("CREATE ROLE agon LOGIN PASSWORD '" + password + "'");
        server.execute("CREATE DATABASE agon OWNER agon");
        return new String[] {
            "agon.ledger.database=postgresql",
            "agon.ledger.postgresql.url=jdbc:postgresql://127.0.0.1:" + server.port() + "/agon",
            "agon.ledger.postgresql.password-file=" + file
        };
    }

    private void drill(long seed, int hits, List<String> options, String... settings) {
        List<String> line = new ArrayList<>(List.of("chaos", "--kills", String.valueOf(hits)));
        line.addAll(List.of("--seed", String.valueOf(seed)));
        line.addAll(List.of("--config", INSTALLED.resolve("conf/chaos.conf").toString()));
        line.addAll(List.of("--pause", "0.5", "--set", "agon.run.iterations=" + ITERATIONS));
        line.addAll(List.of("--set", "agon.model.directory=" + INSTALLED.resolve("conf/quickstart/model")));
        line.addAll(List.of("--set", "agon.run.directory=" + home.resolve("runs")));
        for (String setting : settings) {
            line.addAll(List.of("--set", setting));
        }
        line.addAll(options);

        assertEquals(ExitCodes.DONE, run.agon(line.toArray(String[]::new)), run.errors());

        System.out.println(run.errors() + run.results());
        assertTrue(run.results().contains("The weights are the same."), run.results());
        assertEquals(
                hits,
                run.errors().lines().filter(each -> each.contains(" while ")).count(),
                "the run was over before the hits were");
    }
}
