package dev.agon.actors.security;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/** Secures the messages between nodes: both sides show a certificate of the cluster's authority. */
public final class ArteryTls implements SSLEngineProvider {
    private final TlsSource source;

    public ArteryTls(TlsSource source) {
        this.source = source;
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return source.fromPeer();
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return source.toPeer(hostname, port);
    }

    /** The handshake has checked all: the chain of certificates, and that the name is the one that was dialled. */
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    /** The handshake has checked the chain; what name a caller has is not known before it speaks. */
    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
