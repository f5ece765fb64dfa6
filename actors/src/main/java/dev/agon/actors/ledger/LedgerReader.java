package dev.agon.actors.ledger;

import dev.agon.protocol.InputException;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.wire.LedgerWire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads the events of a run from its directory, in order; only while no other process has the run open. */
public final class LedgerReader {
    private static final String QUERY = "SELECT \"sequence_number\", \"write_timestamp\", \"event_ser_manifest\","
            + " \"event_payload\" FROM \"event_journal\" WHERE NOT \"deleted\" ORDER BY \"sequence_number\"";

    private final LedgerDatabase database;

    /** A reader of the ledger below this run directory. */
    public LedgerReader(Path runDirectory) {
        this.database = new LedgerDatabase(runDirectory);
        if (!database.exists()) {
            throw new InputException("There is no ledger in " + runDirectory + "; name the directory of a run.");
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
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(QUERY);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                visitor.event(
                        rows.getLong(1),
                        Instant.ofEpochMilli(rows.getLong(2)),
                        LedgerWire.read(rows.getString(3), rows.getBytes(4)));
            }
        } catch (SQLException e) {
            throw database.explained(e);
        } catch (IllegalArgumentException e) {
            throw new InputException("The ledger is damaged: " + e.getMessage() + ".", e);
        }
    }
}
