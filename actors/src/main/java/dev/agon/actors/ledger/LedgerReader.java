package dev.agon.actors.ledger;

import dev.agon.protocol.InputException;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.wire.LedgerWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Reads the events of a run, in order. An H2 file can be read only while no other process has the run open, PostgreSQL
 * at any time.
 */
public final class LedgerReader {
    private static final String QUERY = "SELECT \"sequence_number\", \"write_timestamp\", \"event_ser_manifest\","
            + " \"event_payload\" FROM \"event_journal\" WHERE \"persistence_id\" = ? AND NOT \"deleted\""
            + " ORDER BY \"sequence_number\"";
    private static final int ROWS_AT_ONCE = 100;

    private final LedgerDatabase database;

    /** A reader of this ledger. */
    public LedgerReader(LedgerDatabase database) {
        this.database = database;
        if (database instanceof H2Ledger file && !file.exists()) { // opening it would make it
            throw new InputException(file.description() + " does not exist; name the directory of a run.");
        }
    }

    /** Who hears the events. */
    @FunctionalInterface
    public interface Visitor {
        /** Event {@code number}, counted from 1, and when it was written. */
        void event(long number, Instant written, RunEvent event);
    }

    /**
     * Shows every event to the visitor.
     *
     * @throws InputException if the ledger is damaged or in use
     */
    public void read(Visitor visitor) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false); // PostgreSQL's driver fetches in parts only inside a transaction
            try (PreparedStatement query = connection.prepareStatement(QUERY)) {
                query.setFetchSize(ROWS_AT_ONCE);
                query.setString(1, database.persistenceId(connection));
                show(query, visitor);
            }
        } catch (SQLException e) {
            throw database.explained(e);
        } catch (IllegalArgumentException e) {
            throw new InputException(database.description() + " is damaged: " + e.getMessage() + ".", e);
        }
    }

    private static void show(PreparedStatement query, Visitor visitor) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                visitor.event(
                        rows.getLong(1),
                        Instant.ofEpochMilli(rows.getLong(2)),
                        LedgerWire.read(rows.getString(3), rows.getBytes(4)));
            }
        }
    }
}
