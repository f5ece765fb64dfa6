package dev.agon.actors.ledger;

import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a run's history is kept, block {@code agon.ledger}; each key is described in {@code reference.conf}.
 *
 * @param postgres how PostgreSQL is reached; empty for an H2 file in the run's directory
 * @param patience longest wait for a ledger that does not answer
 */
public record LedgerSettings(Optional<PostgresSettings> postgres, Duration patience) {
    /** The environment variable that holds the database's password. */
    public static final String PASSWORD = "AGON_LEDGER_PASSWORD";

    /** What is known of a run before its ledger is opened. */
    public enum Past {
        /** It is begun now, so a ledger of its name is another run's. */
        NONE,
        /** It may have one or not. */
        UNKNOWN,
        /** It has learned something, so its ledger exists. */
        SOME
    }

    /**
     * Reads the block.
     *
     * @param password that the environment holds
     */
    public static LedgerSettings of(Settings settings, Optional<String> password) {
        Duration patience = settings.duration("wait");
        if (patience.isNegative()) {
            throw settings.fault("wait", "is " + patience.toMillis() + "ms but must not be negative");
        }
        boolean h2 = settings.oneOf("database", List.of("h2", "postgresql")).equals("h2");
        return new LedgerSettings(
                h2 ? Optional.empty() : Optional.of(PostgresSettings.of(settings.block("postgresql"), password)),
                patience);
    }

    /** Whether the ledger takes room on the disk of the run's directory. */
    public boolean inRunDirectory() {
        return postgres.isEmpty();
    }

    /** The ledger of a run; nothing is touched yet. */
    public LedgerDatabase open(Path runDirectory, String name, Past past) {
        return postgres.<LedgerDatabase>map(settings -> new PostgresLedger(settings, name, past, patience))
                .orElseGet(() -> new H2Ledger(runDirectory, name, patience));
    }

    /**
     * The ledger of one of a cluster's runs, which all of them share; nothing is touched yet.
     *
     * @param directory of the cluster
     */
    public LedgerDatabase openShared(Path directory, String name) {
        return postgres.<LedgerDatabase>map(settings -> new PostgresLedger(settings, name, Past.UNKNOWN, patience))
                .orElseGet(() -> H2Ledger.shared(directory, name, patience));
    }
}
