package dev.agon.actors.ledger;

import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.protocol.settings.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL on a port of the loopback interface. It refuses to run as root; the library then starts it through
 * {@code unshare -U}, where it sees itself as nobody.
 */
public final class PostgresServer implements AutoCloseable {
    private final Path data;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    /** Starts a server with its data below this directory; skips the test where none can be started, and says why. */
    public static PostgresServer start(Path directory) {
        Path data = directory.resolve("postgresql");
        try {
            return new PostgresServer(data, start(data, 0));
        } catch (IOException | RuntimeException e) {
            return Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
    }

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("max_connections", "20")
                .setServerConfig("shared_buffers", "8MB");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    /** Its port. */
    public int port() {
        return server.getPort();
    }

    /** Stops the server as an administrator does; every connection is cut. */
    public void stop() {
        close();
    }

    /** Starts the stopped server again, on the same port with the same data. */
    public void restart() {
        int port = server.getPort();
        try {
            server = start(data, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs statements as the administrator, in the database of the ledgers. */
    public void execute(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks this user, on TCP, for a password from now on; the others are let in without. */
    public void demandPassword(String user) {
        stop();
        Path rules = data.resolve("pg_hba.conf");
        try {
            String others = Files.readString(rules);
            Files.writeString(rules, "host all " + user + " 127.0.0.1/32 scram-sha-256\n" + others);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
    }

    /** The ledger of a run in this server, reached through a port. */
    public static LedgerDatabase ledger(int port, String name, Past past, String wait) {
        return settings(port, "postgres", wait).open(Path.of("unused"), name, past);
    }

    /** The settings of such a ledger. */
    static LedgerSettings settings(int port, String database, String wait) {
        return LedgerSettings.of(
                Settings.of(
                        ConfigFactory.parseString(
                                """
                                ledger {
                                  database = postgresql, wait = %s
                                  postgresql { user = postgres, password-file = ""
                                    url = "jdbc:postgresql://127.0.0.1:%d/%s" }
                                }
                                """
                                        .formatted(wait, port, database)),
                        "ledger"),
                Optional.empty());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
