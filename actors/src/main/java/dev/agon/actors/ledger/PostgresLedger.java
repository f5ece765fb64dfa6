package dev.agon.actors.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL database, which several machines can reach and several runs share, each under its name.
 *
 * <p>What is acknowledged is on the server's disk: a session raises {@code synchronous_commit} where it is off. A
 * session that is cut off in the middle of a write does not keep the run's row locked, because the server ends it.
 */
public final class PostgresLedger implements LedgerDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long SCHEMA_LOCK = 7301; // any number that no other program of the database uses

    private static final String SESSION = "SELECT set_config('synchronous_commit', CASE"
            + " current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit')"
            + " END, false), set_config('idle_in_transaction_session_timeout', '5s', false),"
            + " set_config('lock_timeout', '10s', false)";

    private final PostgresSettings settings;
    private final String persistenceId;
    private final Past past;
    private final Duration patience;

    PostgresLedger(PostgresSettings settings, String name, Past past, Duration patience) {
        this.settings = settings;
        this.persistenceId = "run|" + name;
        this.past = past;
        this.patience = patience;
    }

    @Override
    public void prepare(Waiting waiting) {
        Outage outage = outage();
        while (true) {
            try (Connection connection = connect()) {
                prepare(connection);
                Duration lasted = outage.over();
                if (!lasted.isZero()) {
                    LOG.info("{} answers after {} s", description(), lasted.toSeconds());
                }
                return;
            } catch (SQLException e) {
                if (!Outage.mayPass(e)) {
                    throw explained(e);
                }
                String message = outage.failed(e);
                LOG.warn("{}", message);
                if (!waiting.goOn(message)) {
                    throw new CancellationException(message);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** In one transaction, and one process at a time, so that two that start together find the same. */
    private void prepare(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
        }
        LedgerSchema schema = new LedgerSchema(connection, description());
        schema.prepare("ledger-postgresql.sql", false);
        long term = schema.term(persistenceId);
        if (term > 0 && past == Past.NONE) {
            throw new ConfigurationException(description() + " already holds a run named " + name()
                    + "; choose another with --set agon.run.name=NEW, or continue that one with --resume where its"
                    + " directory is.");
        }
        if (term < 0 && past == Past.SOME) {
            throw new ConfigurationException(description() + " does not hold the run " + name()
                    + ", whose directory has checkpoints; set agon.ledger.postgresql.url to the database that it was"
                    + " begun in, and keep its directory's name.");
        }
        if (term < 0) {
            schema.enter(persistenceId);
        }
        connection.commit();
    }

    private String name() {
        return persistenceId.substring("run|".length());
    }

    @Override
    public String persistenceId() {
        return persistenceId;
    }

    @Override
    public String persistenceId(Connection connection) {
        return persistenceId;
    }

    @Override
    public String description() {
        return "The database " + settings.place();
    }

    @Override
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(driverProperties());
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        Connection connection = DriverManager.getConnection(settings.url(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A server that is gone without a word is noticed within these times. */
    private static Map<String, String> driverProperties() {
        return Map.of(
                "ApplicationName", "agon",
                "connectTimeout", "5",
                "loginTimeout", "5",
                "socketTimeout", "15",
                "tcpKeepAlive", "true");
    }

    @Override
    public RuntimeException explained(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String reason = Outage.reason(failure);
        if (state.startsWith("28")) {
            return new ConfigurationException(description() + " refuses the user \"" + settings.user() + "\" (" + reason
                    + "); check agon.ledger.postgresql.user and the password in " + LedgerSettings.PASSWORD
                    + " or the file of agon.ledger.postgresql.password-file.");
        } else if (state.equals("3D000")) {
            return new ConfigurationException(description() + " does not exist (" + reason
                    + "); create it there or change agon.ledger.postgresql.url.");
        } else if (state.equals("42501")) {
            return new ConfigurationException(description() + " does not let the user \"" + settings.user()
                    + "\" write its tables (" + reason + "); grant it CREATE on the schema, or make it their owner.");
        }
        return new InputException(description() + " cannot be used for the ledger: " + reason + ".", failure);
    }

    @Override
    public Outage outage() {
        return new Outage(
                description(),
                "see that it runs and that agon.ledger.postgresql.url is right",
                patience,
                InstantSource.system());
    }

    @Override
    public Config pekkoConfig() {
        Map<String, Object> database = new HashMap<>();
        database.put("driver", "org.postgresql.Driver");
        database.put("url", settings.url());
        database.put("user", settings.user());
        database.put("password", settings.password());
        database.put("connectionInitSql", SESSION);
        // Short, so that a failure is told as what it is before the journal's circuit breaker calls it a timeout.
        database.put("connectionTimeout", "3s");
        database.put("validationTimeout", "2s");
        database.put("properties", driverProperties());
        return ConfigFactory.parseMap(
                Map.of(
                        "pekko-persistence-jdbc.shared-databases.ledger.profile",
                        "slick.jdbc.PostgresProfile$",
                        "pekko-persistence-jdbc.shared-databases.ledger.db",
                        database),
                "agon.ledger.postgresql");
    }
}
