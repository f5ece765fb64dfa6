package dev.agon.actors.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The H2 file {@code ledger/agon.mv.db} of a run directory. */
public final class LedgerDatabase {
    static final String USER = "agon";
    private static final int CACHE_KIB = 4096; // a ledger is written in order and read once, on resume
    private static final int ALREADY_OPEN = 90020; // H2's ErrorCode.DATABASE_ALREADY_OPEN_1

    private final Path directory;
    private final boolean shared;

    /** The ledger of this run directory; nothing is touched yet. */
    public LedgerDatabase(Path runDirectory) {
        this(runDirectory, false);
    }

    private LedgerDatabase(Path parent, boolean shared) {
        this.directory = parent.toAbsolutePath().normalize().resolve("ledger");
        this.shared = shared;
    }

    /**
     * The ledger of a cluster, in this directory, that several processes of one machine have open: the first of them
     * serves the others, and when it dies the next one does.
     */
    public static LedgerDatabase ofCluster(Path directory) {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // or H2 would listen on every interface
        return new LedgerDatabase(directory, true);
    }

    /** Whether there is a ledger. */
    public boolean exists() {
        return Files.exists(directory.resolve("agon.mv.db"));
    }

    /**
     * Makes the file and its tables where they do not exist.
     *
     * @throws InputException if the file cannot be made, is damaged, or another process has it open
     */
    public void prepare() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException(
                    "The directory " + directory + " cannot be made (" + e.getMessage()
                            + "); choose another agon.run.directory.",
                    e);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("RUNSCRIPT FROM 'classpath:ledger-h2.sql'");
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, "");
    }

    InputException explained(SQLException e) {
        return e.getErrorCode() == ALREADY_OPEN
                ? new InputException(
                        "The ledger " + directory + " is in use by another process; wait until that run has ended"
                                + " or give this one another agon.run.name.",
                        e)
                : new InputException("The ledger " + directory + " cannot be opened: " + e.getMessage() + ".", e);
    }

    /** What Pekko Persistence must know to use this file. */
    public Config pekkoConfig() {
        return ConfigFactory.parseMap(
                Map.of("pekko-persistence-jdbc.shared-databases.ledger.db.url", url()), "ledger of the run directory");
    }

    /** Without WRITE_DELAY=0 a kill loses events that were acknowledged; the actor system closes the file, no hook. */
    private String url() {
        return "jdbc:h2:file:" + directory.resolve("agon") + ";WRITE_DELAY=0;CACHE_SIZE=" + CACHE_KIB
                + (shared ? ";AUTO_SERVER=TRUE" : ";DB_CLOSE_ON_EXIT=FALSE");
    }
}
