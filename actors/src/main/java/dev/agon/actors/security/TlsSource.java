package dev.agon.actors.security;

import dev.agon.protocol.settings.ConfigurationException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secures a node's connections with the certificate that its files hold now: new connections look at the files again
 * after a while, so that certificates are renewed without a restart. Files that are wrong by then are complained of in
 * the log, and the last good certificate stays in use. Thread-safe.
 */
public final class TlsSource {
    /** How long a certificate that was read is used before the files are looked at again. */
    static final Duration AGE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(TlsSource.class);
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final TlsFiles files;
    private final String host;
    private final LongSupplier nanoTime;
    private TlsIdentity identity;
    private long readAt;

    /**
     * Reads and checks the files.
     *
     * @param host that the certificate must be for
     * @throws ConfigurationException if one cannot be read, is out of date, or does not fit the others or the host
     */
    public TlsSource(TlsFiles files, String host) {
        this(files, host, System::nanoTime);
    }

    TlsSource(TlsFiles files, String host, LongSupplier nanoTime) {
        this.files = files;
        this.host = host;
        this.nanoTime = nanoTime;
        this.identity = read();
        this.readAt = nanoTime.getAsLong();
    }

    private TlsIdentity read() {
        TlsIdentity read = files.read();
        read.requireNames(host);
        return read;
    }

    /** Makes connections with the newest certificate. */
    public synchronized SSLContext context() {
        if (nanoTime.getAsLong() - readAt >= AGE.toNanos()) {
            readAt = nanoTime.getAsLong();
            try {
                identity = read();
            } catch (ConfigurationException e) {
                LOG.error("The certificate cannot be renewed and the one before it stays in use: {}", e.getMessage());
            }
        }
        return identity.context();
    }

    /** A connection to another node, whose certificate must be for the host that was meant. */
    public SSLEngine toPeer(String peer, int port) {
        SSLEngine engine = context().createSSLEngine(peer, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818: names are compared
        parameters.setProtocols(PROTOCOLS);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** A connection from another node, which must show a certificate. */
    public SSLEngine fromPeer() {
        SSLEngine engine = fromClient();
        engine.setNeedClientAuth(true);
        return engine;
    }

    /** A connection from a client of HTTP, which proves itself by other means. */
    public SSLEngine fromClient() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }
}
