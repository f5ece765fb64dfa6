package dev.agon.actors.chaos;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Hands on connections, so that nodes in networks of their own reach a server that only this machine can. */
final class Relay implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket entrance;
    private final String host;
    private final int port;

    private Relay(ServerSocket entrance, String host, int port) {
        this.entrance = entrance;
        this.host = host;
        this.port = port;
    }

    /**
     * Listens at an address of this machine.
     *
     * @param host of the server
     * @param port of the server
     */
    static Relay open(String address, String host, int port) {
        try {
            Relay relay = new Relay(new ServerSocket(0, BACKLOG, InetAddress.getByName(address)), host, port);
            start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new InputException("Nobody can listen at " + address + " (" + e.getMessage() + ").", e);
        }
    }

    /** Where it listens. */
    int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                start(() -> join(near));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void join(Socket near) {
        try {
            Socket far = new Socket(host, port);
            start(() -> pass(near, far));
            pass(far, near);
        } catch (IOException e) {
            close(near); // as if the server itself had refused
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One side is gone; closing the streams closes both sockets.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone already
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes no further connections. */
    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new IllegalStateException("The relay at " + entrance + " cannot be closed", e);
        }
    }
}
