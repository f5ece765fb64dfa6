package dev.agon.actors.cluster;

import dev.agon.actors.security.TlsSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Finds out why a node found no cluster, by knocking at the addresses once more. Blocks for seconds. */
final class JoinDiagnosis {
    private static final int PATIENCE_MILLIS = 1000;

    private final Optional<TlsSource> tls;

    JoinDiagnosis(Optional<TlsSource> tls) {
        this.tls = tls;
    }

    /** What each address answers, in words. */
    String of(List<String> addresses) {
        return addresses.stream()
                .map(address -> address + " " + answer(address))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String answer(String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return shakeHands(socket, host, port);
        } catch (IOException | IllegalArgumentException e) {
            return "cannot be reached (" + e.getMessage() + ")";
        }
    }

    /** With its own certificate, or where a node has none to see whether the other shows one. */
    private String shakeHands(Socket plain, String host, int port) {
        try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, false)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            int end = socket.getInputStream().read(); // TLS 1.3 refuses a client's certificate only now
            return end < 0 ? "hangs up after the handshake" : "speaks another protocol";
        } catch (SocketTimeoutException e) {
            return "listens but does not answer, so it is no node, or one that has not joined itself";
        } catch (SSLException e) {
            return explained(e);
        } catch (IOException e) {
            return tls.isPresent() ? "has no certificate, while this node has one" : "listens but does not answer";
        }
    }

    private String explained(SSLException failure) {
        boolean shown = failure.getCause() instanceof CertificateException;
        boolean refused = String.valueOf(failure.getMessage()).contains("fatal alert");
        if (tls.isEmpty()) {
            return shown || refused
                    ? "wants a certificate, while this node has none (agon.cluster.tls)"
                    : "listens but does not answer";
        } else if (shown) {
            return "has a certificate that this node does not trust (" + failure.getMessage() + ")";
        }
        return refused
                ? "does not trust this node's certificate (" + failure.getMessage() + ")"
                : "has no certificate, while this node has one";
    }

    private SSLContext context() {
        try {
            return tls.isPresent() ? tls.get().context() : SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}
