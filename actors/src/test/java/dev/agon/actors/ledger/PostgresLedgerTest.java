package dev.agon.actors.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a database is asked before a run is entrusted to it, each in a database of its own. */
class PostgresLedgerTest {
    @TempDir
    private static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(shared);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) { // the tests were skipped
            server.close();
        }
    }

    @Test
    void processesThatStartTogetherMakeTheTablesOnce() throws SQLException {
        server.execute("CREATE DATABASE together");
        List<CompletableFuture<Void>> starts = Stream.of("a", "b", "c", "a")
                .map(name -> CompletableFuture.runAsync(() -> prepare("together", name)))
                .toList();
        starts.forEach(CompletableFuture::join);
        try (Connection connection = open("together", "a").connect()) {
            LedgerSchema schema = new LedgerSchema(connection, "");
            assertEquals(
                    List.of(0L, 0L, 0L, -1L),
                    List.of(schema.term("run|a"), schema.term("run|b"), schema.term("run|c"), schema.term("run|d")));
            assertEquals(1, count(connection, "agon_schema"));
            assertEquals(3, count(connection, "agon_run"));
        }
    }

    @Test
    void tablesOfANewerAgonAreRefused() {
        server.execute("CREATE DATABASE newer");
        prepare("newer", "run");
        change("newer", "UPDATE agon_schema SET version = 2");
        assertEquals(
                place("newer") + " has tables of version 2, made by a newer Agon, while this one knows version 1; use"
                        + " that Agon, or another database.",
                assertThrows(InputException.class, () -> prepare("newer", "run"))
                        .getMessage());
    }

    @Test
    void tablesOfAnotherProgramAreRefusedAndLeftAlone() throws SQLException {
        server.execute("CREATE DATABASE other_program");
        change("other_program", "CREATE TABLE event_journal (id INTEGER)");
        assertEquals(
                place("other_program") + " holds the tables of another program (event_journal without agon_schema);"
                        + " set agon.ledger.postgresql.url to a database of Agon's own.",
                refusal("other_program"));
        try (Connection connection = open("other_program", "run").connect()) {
            assertEquals(0, count(connection, "event_journal"));
            assertThrows(SQLException.class, () -> count(connection, "agon_run"));
        }
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamed() {
        assertEquals(
                place("nowhere") + " does not exist (FATAL: database \"nowhere\" does not exist); create it there or"
                        + " change agon.ledger.postgresql.url.",
                refusal("nowhere"));
    }

    @Test
    void aUserWhoMayNotMakeTablesIsNamed() {
        server.execute("CREATE DATABASE closed");
        server.execute("CREATE ROLE guest LOGIN");
        change("closed", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        LedgerDatabase ledger = settings("postgresql { user = guest, url = \"" + url("closed") + "\" }")
                .open(Path.of("unused"), "run", Past.NONE);
        String message = String.valueOf(assertThrows(ConfigurationException.class, () -> ledger.prepare(each -> false))
                .getMessage());
        assertTrue(
                message.startsWith(place("closed") + " does not let the user \"guest\" write its tables ("), message);
    }

    @Test
    void acknowledgedEventsAreOnTheServersDiskWhateverItsDefaultIs() throws SQLException {
        server.execute("CREATE DATABASE careless");
        server.execute("ALTER DATABASE careless SET synchronous_commit = off");
        try (Connection connection = open("careless", "run").connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW synchronous_commit")) {
            assertTrue(row.next());
            assertEquals("on", row.getString(1));
        }
        assertTrue(open("careless", "run").pekkoConfig().toString().contains("synchronous_commit"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://localhost/agon, is no address of the form",
        "jdbc:postgresql:agon, is no address of the form",
        "jdbc:postgresql://localhost, is no address of the form",
        "jdbc:mysql://localhost/agon, is no address of the form",
        "jdbc:postgresql://u:geheim@localhost/agon, 'holds a password, which would stand in files and logs'",
        "jdbc:postgresql://localhost/agon?password=geheim, 'holds a password, which would stand in files and logs'",
        "jdbc:postgresql://localhost/agon?ssl=true&sslpassword=geheim, 'holds a password'",
        "jdbc:postgresql://localhost/agon?user=agon, names a user; name it in agon.ledger.postgresql.user alone"
    })
    void anAddressThatCannotBeUsedIsRefusedWithoutQuotingIt(String url, String why) {
        String message = fault("postgresql { user = agon, url = \"" + url + "\" }");
        assertTrue(message.startsWith("ledger.postgresql.url (") && message.contains(why), message);
        assertFalse(message.contains("geheim"), message);
    }

    @Test
    void aWaitOrAUserThatCannotBeUsedIsRefused() {
        assertTrue(fault("wait = -1s").contains("ledger.wait ("));
        assertTrue(fault("database = mysql").contains("must be one of h2, postgresql"));
        assertTrue(fault("postgresql.user = \"\"").contains("is empty but must name a user"));
    }

    @Test
    void aPasswordFileThatCannotBeReadIsNamed() throws Exception {
        Path file = shared.resolve("password");
        LedgerSettings settings = settings("postgresql.password-file = \"" + file + "\"");
        LedgerDatabase ledger = settings.open(shared, "run", Past.NONE);
        String message = String.valueOf(
                assertThrows(ConfigurationException.class, ledger::connect).getMessage());
        assertTrue(message.startsWith("The file " + file + " of agon.ledger.postgresql.password-file cannot"), message);
        Files.writeString(file, "geheim\n");
        assertEquals("geheim", settings.postgres().orElseThrow().password());
        assertFalse(settings.toString().contains("geheim"), settings::toString);
    }

    private static LedgerSettings settings(String over) {
        String text = "database = postgresql, wait = 1s, postgresql { user = postgres, password-file = \"\", url = \""
                + url("postgres") + "\" }\n" + over;
        return LedgerSettings.of(
                Settings.of(ConfigFactory.parseString("ledger {\n" + text + "\n}"), "ledger"), Optional.empty());
    }

    private static String fault(String over) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> settings(over)).getMessage());
    }

    private static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    }

    private static String place(String database) {
        return "The database 127.0.0.1:" + server.port() + "/" + database;
    }

    private static LedgerDatabase open(String database, String name) {
        return PostgresServer.settings(server.port(), database, "1m").open(Path.of("unused"), name, Past.UNKNOWN);
    }

    private static void prepare(String database, String name) {
        open(database, name).prepare(message -> false);
    }

    private static String refusal(String database) {
        return String.valueOf(assertThrows(ConfigurationException.class, () -> prepare(database, "run"))
                .getMessage());
    }

    private static void change(String database, String sql) {
        try (Connection connection = open(database, "run").connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            assertTrue(row.next());
            return row.getInt(1);
        }
    }
}
