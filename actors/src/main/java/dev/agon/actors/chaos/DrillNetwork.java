package dev.agon.actors.chaos;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.protocol.settings.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * Networks of their own for the nodes of a drill, with what they need there: certificates and a token, since others
 * could reach them, and a way to the database.
 */
final class DrillNetwork implements AutoCloseable {
    private static final String URL = "agon.ledger.postgresql.url";
    private static final String JDBC = "jdbc:";
    private static final int POSTGRESQL = 5432;

    private final Namespaces namespaces;
    private final Certificates certificates;
    private final Relay database;

    private DrillNetwork(Namespaces namespaces, Certificates certificates, Relay database) {
        this.namespaces = namespaces;
        this.certificates = certificates;
        this.database = database;
    }

    /**
     * Makes the networks.
     *
     * @param home where Agon is installed
     * @param directory of the drill
     * @param config of the run
     * @param size how many nodes there will be
     */
    static DrillNetwork create(Path home, Path directory, ResolvedConfig config, int size) {
        URI address = database(config);
        int port = address.getPort() < 0 ? POSTGRESQL : address.getPort();
        Namespaces namespaces = Namespaces.create(size);
        try {
            Path certificates = directory.resolve("tls").toAbsolutePath();
            return new DrillNetwork(
                    namespaces,
                    Certificates.make(home, certificates, namespaces.hosts()),
                    Relay.open(namespaces.own(), address.getHost(), port));
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
    }

    private static URI database(ResolvedConfig config) {
        if (config.ledger().inRunDirectory()) {
            throw new ConfigurationException("--partition needs agon.ledger.database = postgresql: an H2 file is served"
                    + " by one of the nodes that may be cut off.");
        }
        URI address =
                URI.create(config.settings("agon.ledger.postgresql").text("url").substring(JDBC.length()));
        if (address.getHost() == null) {
            throw new ConfigurationException(
                    "--partition needs a single host in " + URL + ", which names " + address.getAuthority() + ".");
        }
        return address;
    }

    /** What differs for nodes in these networks. */
    ResolvedConfig adapt(ResolvedConfig config) {
        URI address = database(config);
        try {
            URI relayed = new URI(
                    address.getScheme(),
                    null,
                    namespaces.own(),
                    database.port(),
                    address.getPath(),
                    address.getQuery(),
                    null);
            return config.with(URL, JDBC + relayed, "chaos")
                    .with("agon.cluster.tls.authority", certificates.authority().toString(), "chaos")
                    .with("agon.cluster.token-file", certificates.token().toString(), "chaos");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Place> places() {
        return namespaces.places(certificates.directory());
    }

    Namespaces namespaces() {
        return namespaces;
    }

    @Override
    public void close() {
        database.close();
        namespaces.close();
    }
}
