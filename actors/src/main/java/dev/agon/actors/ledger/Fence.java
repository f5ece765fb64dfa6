package dev.agon.actors.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Keeps a coordinator whose time is over from writing, by a compare-and-set in the database. A run's row of
 * {@code agon_run} names the term and the writer that holds it; a term is taken only from the one before it, and every
 * other write requires that its writer still holds the term. Both are part of the write's own transaction and keep the
 * row locked until it ends, so a takeover comes wholly before or wholly after any write of the coordinator before.
 *
 * <p>The journal's primary key would refuse a second event of one number, but it leaves who is refused to chance and
 * cannot tell an old coordinator from a write that was sent twice.
 */
final class Fence {
    private static final String TAKE =
            "UPDATE \"agon_run\" SET \"term\" = ?, \"writer\" = ?" + " WHERE \"persistence_id\" = ? AND \"term\" = ?";
    private static final String HOLD =
            "SELECT \"writer\" FROM \"agon_run\" WHERE \"persistence_id\" = ? AND \"writer\" = ? FOR UPDATE";

    private Fence() {}

    /**
     * Takes a term for a writer.
     *
     * @throws TermLostException unless the term before it is the run's latest
     */
    static void take(Connection connection, String run, long term, String writer) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(TAKE)) {
            update.setLong(1, term);
            update.setString(2, writer);
            update.setString(3, run);
            update.setLong(4, term - 1);
            if (update.executeUpdate() != 1) {
                throw new TermLostException(
                        "term " + term + " of " + run + " cannot be taken: another coordinator came first", false);
            }
        }
    }

    /**
     * Checks that a writer holds the run's latest term, which stays so until the transaction ends.
     *
     * @throws TermLostException if another one has taken a later term
     */
    static void requireHeld(Connection connection, String run, String writer) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HOLD)) {
            query.setString(1, run);
            query.setString(2, writer);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new TermLostException("another coordinator has taken over " + run, true);
                }
            }
        }
    }
}
