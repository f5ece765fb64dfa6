package dev.agon.actors.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs of life that the control nodes of a cluster leave in its ledger, in the table {@code agon_control}. All ages
 * are by the database's clock. Not thread-safe.
 */
public final class SignsOfLife implements AutoCloseable {
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS \"agon_control\" (\"cluster\" VARCHAR(255),"
            + " \"node\" VARCHAR(255), \"at\" TIMESTAMP WITH TIME ZONE, PRIMARY KEY (\"cluster\", \"node\"))";
    private static final String RENEW =
            "UPDATE \"agon_control\" SET \"at\" = CURRENT_TIMESTAMP WHERE \"cluster\" = ? AND \"node\" = ?";
    private static final String GIVE =
            "INSERT INTO \"agon_control\" (\"cluster\", \"node\", \"at\") VALUES (?, ?, CURRENT_TIMESTAMP)";
    private static final String AGE = "SELECT MIN(EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - \"at\"))) FROM"
            + " \"agon_control\" WHERE \"cluster\" = ? AND \"node\" <> ?";

    private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);

    private final LedgerDatabase ledger;
    private final String cluster;
    private final String node;
    private Optional<Connection> connection = Optional.empty();

    /**
     * Nothing is touched yet.
     *
     * @param node address of the own node
     */
    public SignsOfLife(LedgerDatabase ledger, String cluster, String node) {
        this.ledger = ledger;
        this.cluster = cluster;
        this.node = node;
    }

    /** Tells that the own node is a member now. */
    public void give() throws SQLException {
        try {
            if (update(RENEW) == 0) {
                update(GIVE);
            }
        } catch (SQLException e) {
            close(); // the next one needs another connection
            throw e;
        }
    }

    private int update(String sql) throws SQLException {
        try (PreparedStatement statement = connected().prepareStatement(sql)) {
            statement.setString(1, cluster);
            statement.setString(2, node);
            return statement.executeUpdate();
        }
    }

    /** Age of the youngest sign of another node; empty if there is none. */
    public Optional<Duration> youngestOfOthers() throws SQLException {
        try (PreparedStatement query = connected().prepareStatement(AGE)) {
            query.setString(1, cluster);
            query.setString(2, node);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                double seconds = row.getDouble(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private Connection connected() throws SQLException {
        if (connection.isEmpty()) {
            Connection made = ledger.connect();
            connection = Optional.of(made);
            try (Statement statement = made.createStatement()) {
                statement.execute(TABLE);
            }
        }
        return connection.get();
    }

    @Override
    public void close() {
        Optional<Connection> old = connection;
        connection = Optional.empty();
        try {
            if (old.isPresent()) {
                old.get().close();
            }
        } catch (SQLException e) {
            LOG.debug("A connection that is of no use any more cannot be closed", e);
        }
    }
}
