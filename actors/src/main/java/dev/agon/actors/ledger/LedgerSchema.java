package dev.agon.actors.ledger;

import dev.agon.protocol.InputException;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.wire.LedgerWire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * The tables of a ledger and the runs in it. A ledger names the version of its tables, so that an older one can be
 * brought up to date, and a newer one or another program's is left alone.
 */
final class LedgerSchema {
    /** The version that this program writes. */
    static final int VERSION = 1;

    private static final String JOURNAL = "event_journal";
    private static final String VERSIONS = "agon_schema";

    private final Connection connection;
    private final String description;

    /** @param description of the database, as the beginning of a sentence */
    LedgerSchema(Connection connection, String description) {
        this.connection = connection;
        this.description = description;
    }

    /**
     * Makes the tables that are missing.
     *
     * @param script resource that makes them
     * @param ownFile whether nobody else writes there, so that tables without a version are an early ledger's
     */
    void prepare(String script, boolean ownFile) throws SQLException {
        boolean versioned = holds(VERSIONS);
        int version = versioned ? version() : 0;
        if (version == 0) { // nothing yet, an early ledger, or one whose making was cut off
            if (!versioned && !ownFile && holds(JOURNAL)) {
                throw new ConfigurationException(description + " holds the tables of another program (" + JOURNAL
                        + " without " + VERSIONS + "); set agon.ledger.postgresql.url to a database of Agon's own.");
            }
            run(script);
        } else if (version > VERSION) {
            throw new InputException(description + " has tables of version " + version
                    + ", made by a newer Agon, while this one knows version " + VERSION
                    + "; use that Agon, or another database.");
        }
    }

    private boolean holds(String table) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(null, connection.getSchema(), table, new String[] {"TABLE"})) {
            return tables.next();
        }
    }

    private int version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT MAX(\"version\") FROM \"agon_schema\"")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void run(String script) throws SQLException {
        String text;
        try (InputStream in =
                Objects.requireNonNull(LedgerSchema.class.getResourceAsStream("/" + script), "resource " + script)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
            statement.execute("INSERT INTO \"agon_schema\" VALUES (" + VERSION + ")");
        }
    }

    /** The latest term of a run, 0 before its first; -1 if there is no such run. */
    long term(String run) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT \"term\" FROM \"agon_run\" WHERE \"persistence_id\" = ?")) {
            query.setString(1, run);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    /** Enters a run, at the term that its events have reached if an early ledger holds some. */
    void enter(String run) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO \"agon_run\" (\"persistence_id\", \"term\", \"writer\") VALUES (?, ?, '')")) {
            insert.setString(1, run);
            insert.setLong(2, journalTerm(run));
            insert.executeUpdate();
        }
    }

    private long journalTerm(String run) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT \"event_payload\" FROM \"event_journal\""
                + " WHERE \"persistence_id\" = ? AND \"event_ser_manifest\" = 'TermBegun'"
                + " ORDER BY \"sequence_number\" DESC FETCH FIRST ROW ONLY")) {
            query.setString(1, run);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? ((TermBegun) LedgerWire.read("TermBegun", row.getBytes(1))).term() : 0;
            }
        }
    }
}
