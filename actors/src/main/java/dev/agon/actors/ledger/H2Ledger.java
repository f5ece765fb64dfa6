package dev.agon.actors.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The H2 file {@code ledger/agon.mv.db} of a run directory: no server, one process at a time. That of a cluster's
 * directory holds all its runs, and several processes of the machine share it: the first to open it serves the others,
 * and when it dies the next one does.
 */
public final class H2Ledger implements LedgerDatabase {
    static final String USER = "agon";
    private static final int CACHE_KIB = 4096; // a ledger is written in order and read once, on resume
    private static final int ALREADY_OPEN = 90020; // H2's ErrorCode.DATABASE_ALREADY_OPEN_1

    private final Path directory;
    private final String fileSystem;
    private final Duration patience;
    private final boolean shared;
    private volatile String persistenceId;

    /**
     * The ledger of a run directory; nothing is touched yet.
     *
     * @param name of the run
     * @param patience longest wait for a disk that does not answer
     */
    public H2Ledger(Path runDirectory, String name, Duration patience) {
        this(runDirectory, name, patience, "", false);
    }

    /**
     * The ledger of one of a cluster's runs; nothing is touched yet.
     *
     * @param directory of the cluster
     */
    static H2Ledger shared(Path directory, String name, Duration patience) {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // or H2 would serve every interface
        return new H2Ledger(directory, name, patience, "", true);
    }

    /** @param fileSystem prefix of one of H2's file systems; empty for that of the machine */
    H2Ledger(Path runDirectory, String name, Duration patience, String fileSystem) {
        this(runDirectory, name, patience, fileSystem, false);
    }

    private H2Ledger(Path runDirectory, String name, Duration patience, String fileSystem, boolean shared) {
        this.directory = runDirectory.toAbsolutePath().normalize().resolve("ledger");
        this.persistenceId = "run|" + name;
        this.patience = patience;
        this.fileSystem = fileSystem;
        this.shared = shared;
    }

    /** Whether there is a ledger. */
    public boolean exists() {
        return Files.exists(directory.resolve("agon.mv.db"));
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public void prepare(Waiting waiting) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException(
                    "The directory " + directory + " cannot be made (" + e.getMessage()
                            + "); choose another agon.run.directory.",
                    e);
        }
        try (FileChannel lock = lock();
                Connection connection = connect()) {
            LedgerSchema schema = new LedgerSchema(connection, description());
            schema.prepare("ledger-h2.sql", true);
            persistenceId = persistenceId(connection);
            if (schema.term(persistenceId) < 0) {
                schema.enter(persistenceId);
            }
        } catch (SQLException e) {
            throw explained(e);
        } catch (IOException e) {
            throw new InputException("The directory " + directory + " cannot be locked (" + e.getMessage() + ").", e);
        }
    }

    /** Held while tables are made, so that two processes that start together find the same; let go of when closed. */
    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        synchronized (H2Ledger.class) { // two threads of one process may not wait for the same lock
            channel.lock();
            return channel;
        }
    }

    @Override
    public String persistenceId() {
        return persistenceId;
    }

    /** The file holds one run, which keeps the name it was begun under when its directory is renamed. */
    @Override
    public String persistenceId(Connection connection) throws SQLException {
        if (shared) {
            return persistenceId;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT \"persistence_id\" FROM \"event_journal\""
                        + " ORDER BY \"ordering\" FETCH FIRST ROW ONLY")) {
            return row.next() ? row.getString(1) : persistenceId;
        }
    }

    @Override
    public String description() {
        return "The ledger " + directory;
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, "");
    }

    @Override
    public InputException explained(SQLException failure) {
        return failure.getErrorCode() == ALREADY_OPEN
                ? new InputException(
                        description() + " is in use by another process; wait until that run has ended"
                                + " or give this one another agon.run.name.",
                        failure)
                : new InputException(description() + " cannot be opened: " + failure.getMessage() + ".", failure);
    }

    @Override
    public Outage outage() {
        return new Outage(description(), "see that its disk works", patience, InstantSource.system());
    }

    @Override
    public Config pekkoConfig() {
        return ConfigFactory.parseMap(
                Map.of("pekko-persistence-jdbc.shared-databases.ledger.db.url", url()), "ledger of the run directory");
    }

    /** Without WRITE_DELAY=0 a kill loses events that were acknowledged; the actor system closes the file, no hook. */
    private String url() {
        return "jdbc:h2:" + (fileSystem.isEmpty() ? "file:" : fileSystem) + directory.resolve("agon")
                + ";WRITE_DELAY=0;CACHE_SIZE=" + CACHE_KIB
                + (shared ? ";AUTO_SERVER=TRUE" : ";DB_CLOSE_ON_EXIT=FALSE");
    }
}
