package dev.agon.actors.ledger;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where a run's ledger lies. Whoever hosts the coordinator prepares it once; then Pekko Persistence writes it, behind
 * the {@link Fence}.
 */
public sealed interface LedgerDatabase permits H2Ledger, PostgresLedger {
    /**
     * Makes the tables where they do not exist and enters the run; waits for a database that does not answer.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if the database refuses the user, holds another
     *     program's tables or a run of this name that is not to be continued
     * @throws dev.agon.protocol.InputException if the ledger is damaged, in use, of a newer Agon or not to be written
     * @throws dev.agon.actors.ClusterException if the database has not answered for as long as is to be waited
     * @throws java.util.concurrent.CancellationException if whoever hears of the waiting wants it no longer
     */
    void prepare(Waiting waiting);

    /** The name of the run's events in this database; known once {@link #prepare} is done. */
    String persistenceId();

    /** What Pekko Persistence must know to use this database; may hold its password. */
    Config pekkoConfig();

    /** What becomes of failures to reach it; a new one for each that asks it. */
    Outage outage();

    /** What it is, for people; never holds a secret. */
    String description();

    /** A connection to read from; the caller closes it. */
    Connection connect() throws SQLException;

    /** The name of the run's events, as far as this connection shows them. */
    String persistenceId(Connection connection) throws SQLException;

    /** The failure as what ends a command. */
    RuntimeException explained(SQLException failure);
}
