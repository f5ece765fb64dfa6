package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.ledger.H2Ledger;
import dev.agon.actors.ledger.LedgerReader;
import dev.agon.actors.ledger.PostgresServer;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with its ledger in a PostgreSQL that asks for a password. */
class PostgresTrainTest {
    private static final String PASSWORD = "kein-Geheimnis-7301";

    @TempDir
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PostgresServer server;

    private final Path home;

    PostgresTrainTest(@TempDir Path home) {
        this.home = home;
    }

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(shared);
        server.execute("CREATE ROLE agon LOGIN PASSWORD '" + PASSWORD + "'");
        server.execute("CREATE DATABASE agon OWNER agon");
        server.demandPassword("agon");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) { // the tests were skipped
            server.close();
        }
    }

    @Test
    void aRunEndsInTheWeightsOfH2IsReadByInspectAndTellsNoSecret() throws IOException {
        SmallRun onH2 = new SmallRun(home.resolve("h2"));
        assertEquals(ExitCodes.DONE, onH2.train(), onH2::errors);

        SmallRun run = onPostgres("played");
        run.environment(Map.of("AGON_LEDGER_PASSWORD", PASSWORD));
        assertEquals(ExitCodes.DONE, run.train(), run::errors);
        assertEquals(finalHash(onH2), finalHash(run));
        assertFalse(Files.exists(run.directory().resolve("ledger")));
        assertEquals(ExitCodes.DONE, run.train("--resume"), run::errors);

        String prompt = trainingPrompt(onH2);
        assertEquals(ExitCodes.DONE, inspect(run, prompt), run::errors);
        String history = run.results();
        assertTrue(history.contains("judged by "), history);
        assertEquals(ExitCodes.DONE, inspect(onH2, prompt), onH2::errors);
        assertEquals(history.replaceAll(" at [^,]*,", ""), onH2.results().replaceAll(" at [^,]*,", ""));

        assertEquals(
                ExitCodes.DONE,
                run.agon("config", "show", "--config", run.config().toString()));
        assertTrue(run.results().contains("agon.ledger.postgresql.user = agon"), run::results);
        assertFalse(run.results().contains(PASSWORD));
        assertNowhereBelow(run.directory());
    }

    @Test
    void aWrongPasswordIsRefusedAndTheNameStaysFree() {
        SmallRun run = onPostgres("refused");
        run.environment(Map.of("AGON_LEDGER_PASSWORD", "wrong"));
        assertEquals(ExitCodes.USAGE, run.train(), run::errors);
        assertEquals(
                "The database 127.0.0.1:" + server.port() + "/agon refuses the user \"agon\" (FATAL: password"
                        + " authentication failed for user \"agon\"); check agon.ledger.postgresql.user and the"
                        + " password in AGON_LEDGER_PASSWORD or the file of agon.ledger.postgresql.password-file.",
                run.sentence());
        assertFalse(Files.exists(run.directory()));

        SmallRun.write(home.resolve("password"), PASSWORD + "\n");
        String file = "agon.ledger.postgresql.password-file=" + home.resolve("password");
        run.environment(Map.of());
        assertEquals(ExitCodes.DONE, run.train("--set", file), run::errors);
    }

    @Test
    void anotherDatabaseOrATakenNameIsRefused() {
        SmallRun run = new SmallRun(home);
        assertEquals(ExitCodes.DONE, run.train(), run::errors);
        assertEquals(ExitCodes.USAGE, run.train("--resume", "--set", "agon.ledger.database=postgresql"), run::errors);
        assertTrue(
                run.sentence().contains("another configuration: agon.ledger.database (was h2, now postgresql)"),
                run::sentence);

        SmallRun first = onPostgres("twice");
        first.environment(Map.of("AGON_LEDGER_PASSWORD", PASSWORD));
        assertEquals(ExitCodes.DONE, first.train(), first::errors);
        SmallRun second = new SmallRun(home.resolve("elsewhere"));
        configure(second, "twice");
        second.environment(Map.of("AGON_LEDGER_PASSWORD", PASSWORD));
        assertEquals(ExitCodes.USAGE, second.train(), second::errors);
        assertTrue(second.sentence().contains("already holds a run named twice; choose another"), second::sentence);
    }

    @Test
    void aDatabaseThatStaysDownEndsTheRunAndIsToldOnItsWay() {
        SmallRun run = onPostgres("down");
        assertEquals(
                ExitCodes.CLUSTER,
                run.train(
                        "--set", "agon.ledger.wait=1s",
                        "--set", "agon.ledger.postgresql.url=jdbc:postgresql://127.0.0.1:1/agon"),
                run::errors);
        assertTrue(run.errors().contains("The database 127.0.0.1:1/agon does not answer since 2"), run::errors);
        assertTrue(
                run.sentence()
                        .startsWith(
                                "The database 127.0.0.1:1/agon has not answered for 1 s (Connection refused),"
                                        + " which is agon.ledger.wait; see that it runs and that agon.ledger.postgresql.url is right"),
                run::sentence);
        run.environment(Map.of("AGON_LEDGER_PASSWORD", PASSWORD));
        assertEquals(ExitCodes.DONE, run.train("--resume"), run::errors);
    }

    private SmallRun onPostgres(String name) {
        SmallRun run = new SmallRun(home.resolve(name));
        configure(run, name);
        return run;
    }

    private static void configure(SmallRun run, String name) {
        run.replace(
                run.config(),
                "run.iterations = 1",
                """
                run.iterations = 1
                  ledger { database = postgresql, postgresql.url = "jdbc:postgresql://127.0.0.1:%d/agon" }"""
                        .formatted(server.port()));
        run.named(name);
    }

    private static int inspect(SmallRun run, String prompt) {
        return run.agon("inspect", run.directory().toString(), "--prompt", prompt);
    }

    /** A prompt that the run has learned from. */
    private static String trainingPrompt(SmallRun run) {
        List<String> ids = new ArrayList<>();
        new LedgerReader(new H2Ledger(run.directory(), "small", Duration.ZERO)).read((number, written, event) -> {
            if (event instanceof ShardJudged shard && shard.result().id().purpose() == Purpose.TRAIN) {
                shard.result()
                        .groups()
                        .forEach(judged -> ids.add(judged.group().prompt().id()));
            }
        });
        return ids.get(0);
    }

    private static String finalHash(SmallRun run) throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(run.directory().resolve("result.json")))
                .path("final_sha256")
                .asText();
    }

    private static void assertNowhereBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PASSWORD),
                        file::toString);
            }
        }
    }
}
